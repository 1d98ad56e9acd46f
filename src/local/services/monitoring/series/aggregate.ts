// Alignment of each series to equal periods, then reduction across series. https://cloud.google.com/monitoring/api/v3/aggregation
import type { Message } from "../../../message.ts";
import { StatusError } from "../../../wire/status.ts";
import { invalid, messageOf, textOf, textsOf } from "../../fields.ts";
import { millisecondsOf, type Timestamp } from "../../timestamp.ts";
import { mergedDistribution, percentile, type Distribution } from "./distribution.ts";
import { keyOf, minuteMs, type Point, type Series } from "./series.ts";

type Value = Point["value"];
type Descriptor = Pick<Series, "kind" | "valueType">;
type Type = Series["valueType"];

interface Operation {
  kinds: readonly Series["kind"][];
  types: readonly Type[];
  /** Undefined for what it was. */
  kind?: Series["kind"];
  type?: Type;
  /** Of the values of a period, of which there is one at least; the newest first. */
  of(values: Value[], periodMs: number): Value;
}

const both = ["GAUGE", "DELTA"] as const;
const numbers = ["INT64", "DOUBLE"] as const;
const all = [...numbers, "DISTRIBUTION"] as const;

const plain = (values: Value[]): number[] => values.filter((value) => typeof value === "number");
const sum = (values: Value[]): number => plain(values).reduce((total, value) => total + value, 0);
const added = (values: Value[]): Value => {
  const distributions = values.filter((value): value is Distribution => typeof value === "object");
  return distributions.length > 0 ? mergedDistribution(distributions) : sum(values);
};

const minimum: Operation = { kinds: both, types: numbers, of: (values) => Math.min(...plain(values)) };
const maximum: Operation = { kinds: both, types: numbers, of: (values) => Math.max(...plain(values)) };
const total: Operation = { kinds: both, types: all, of: added };
const count: Operation = { kinds: both, types: all, type: "INT64", of: (values) => values.length };
const mean: Operation = {
  kinds: both,
  types: numbers,
  type: "DOUBLE",
  of: (values) => sum(values) / values.length,
};

const percentileOf = (percent: number, types: readonly Type[]): Operation => ({
  kinds: both,
  types,
  kind: "GAUGE",
  type: "DOUBLE",
  of(values) {
    const merged = added(values);
    if (typeof merged === "object") return percentile(merged, percent);
    const sorted = plain(values).toSorted((a, b) => a - b);
    const at = ((sorted.length - 1) * percent) / 100;
    const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
    return low + (high - low) * (at - Math.floor(at));
  },
});

const aligners: Readonly<Record<string, Operation>> = {
  ALIGN_DELTA: { ...total, kinds: ["DELTA"] },
  ALIGN_RATE: {
    kinds: ["DELTA"],
    types: numbers,
    kind: "GAUGE",
    type: "DOUBLE",
    of: (values, periodMs) => sum(values) / (periodMs / 1000),
  },
  ALIGN_NEXT_OLDER: { kinds: ["GAUGE"], types: all, of: (values) => values[0]! },
  ALIGN_MIN: minimum,
  ALIGN_MAX: maximum,
  ALIGN_MEAN: { ...mean, kinds: ["GAUGE"] },
  ALIGN_COUNT: count,
  ALIGN_SUM: total,
  ALIGN_PERCENTILE_99: percentileOf(99, ["DISTRIBUTION"]),
  ALIGN_PERCENTILE_95: percentileOf(95, ["DISTRIBUTION"]),
  ALIGN_PERCENTILE_50: percentileOf(50, ["DISTRIBUTION"]),
  ALIGN_PERCENTILE_05: percentileOf(5, ["DISTRIBUTION"]),
};

const reducers: Readonly<Record<string, Operation>> = {
  REDUCE_MEAN: mean,
  REDUCE_MIN: minimum,
  REDUCE_MAX: maximum,
  REDUCE_SUM: total,
  REDUCE_COUNT: count,
  REDUCE_PERCENTILE_99: percentileOf(99, all),
  REDUCE_PERCENTILE_95: percentileOf(95, all),
  REDUCE_PERCENTILE_50: percentileOf(50, all),
  REDUCE_PERCENTILE_05: percentileOf(5, all),
};

export interface Aggregation {
  periodMs: number;
  aligner: Operation;
  reducer: Operation | undefined;
  groupBy: string[];
}

/** Undefined where there is none to be done. @throws StatusError INVALID_ARGUMENT or UNIMPLEMENTED */
export function aggregationOf(request: Message): Aggregation | undefined {
  const asked = messageOf(request, "aggregation");
  if (Object.keys(messageOf(request, "secondaryAggregation")).length > 0) {
    throw new StatusError("UNIMPLEMENTED", "The local cloud does not aggregate a second time.");
  }
  const alignerName = textOf(asked, "perSeriesAligner") || "ALIGN_NONE";
  const reducerName = textOf(asked, "crossSeriesReducer") || "REDUCE_NONE";
  const groupBy = textsOf(asked, "groupByFields");
  if (alignerName === "ALIGN_NONE") {
    if (reducerName === "REDUCE_NONE") return undefined;
    throw invalid("aggregation.crossSeriesReducer needs a perSeriesAligner other than ALIGN_NONE.");
  }
  const periodMs = millisecondsOf((asked["alignmentPeriod"] ?? {}) as Timestamp);
  if (periodMs < minuteMs) throw invalid("aggregation.alignmentPeriod must be at least 60 seconds.");
  const reducer = reducerName === "REDUCE_NONE" ? undefined : known(reducers, reducerName);
  return { periodMs, aligner: known(aligners, alignerName), reducer, groupBy };
}

function known(operations: Readonly<Record<string, Operation>>, name: string): Operation {
  if (Object.hasOwn(operations, name)) return operations[name]!;
  throw new StatusError("UNIMPLEMENTED", `The local cloud does not know ${name}.`);
}

/** @param series that the aggregation fits */
export function aggregated(
  series: readonly Series[],
  { periodMs, aligner, reducer, groupBy }: Aggregation,
  { from, to }: { from: number; to: number },
): Series[] {
  // Periods end with the time that is asked for.
  const endOf = (point: Point) => to - Math.floor((to - point.to) / periodMs) * periodMs;
  const alignedSeries = series.map((each) => {
    const head = { ...each, ...changed(aligner, each) };
    return { ...head, points: pointsOf(Map.groupBy(each.points, endOf), head.kind, aligner) };
  });
  const aligned = alignedSeries.filter(({ points }) => points.length > 0);
  if (reducer === undefined) return aligned;
  const groups = Map.groupBy(
    aligned.map((each) => ({ head: headOf(each, groupBy), each })),
    ({ head }) => keyOf(head),
  );
  return [...groups.values()].map((members) => {
    const { head } = members[0]!;
    const reduced = { ...head, ...changed(reducer, head) };
    const byEnd = Map.groupBy(
      members.flatMap(({ each }) => each.points),
      (point) => point.to,
    );
    return { ...reduced, points: pointsOf(byEnd, reduced.kind, reducer) };
  });

  function pointsOf(periods: Map<number, Point[]>, kind: Series["kind"], operation: Operation): Point[] {
    return [...periods]
      .toSorted(([one], [other]) => other - one)
      .map(([end, points]) => ({
        from: kind === "GAUGE" ? end : Math.max(from, end - periodMs),
        to: end,
        value: operation.of(
          points.map(({ value }) => value),
          periodMs,
        ),
      }));
  }
}

/** @throws StatusError INVALID_ARGUMENT where the operations do not fit a metric, of which there may be nothing yet */
export function checkAggregation({ aligner, reducer }: Aggregation, of: Descriptor): void {
  check(aligner, of);
  if (reducer !== undefined) check(reducer, changed(aligner, of));
}

function check({ kinds, types }: Operation, { kind, valueType }: Descriptor): void {
  if (kinds.includes(kind) && types.includes(valueType)) return;
  throw invalid(`The aggregation does not fit metrics of kind ${kind} with values of type ${valueType}.`);
}

const changed = ({ kind, type }: Operation, series: Descriptor): Descriptor => ({
  kind: kind ?? series.kind,
  valueType: type ?? series.valueType,
});

/** What is not grouped by is gone from the labels; the project stays. */
function headOf(series: Series, groupBy: readonly string[]): Series {
  const wanted = new Set(groupBy.map((field) => field.replace(/^(metric|resource)\.label\./, "$1.labels.")));
  const kept = (labels: Record<string, string>, prefix: string) =>
    Object.fromEntries(
      Object.entries(labels).filter(
        ([name]) => wanted.has(`${prefix}.labels.${name}`) || name === "project_id",
      ),
    );
  return {
    ...series,
    metricLabels: kept(series.metricLabels, "metric"),
    resourceLabels: kept(series.resourceLabels, "resource"),
  };
}
