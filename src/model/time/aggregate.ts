// Rows put together into the steps of a coarser frequency, as the parameters say.
import { formatDate, type DateStyle } from "../csv/parse-date.ts";
import { daySeconds } from "./calendar.ts";
import type { Numbers } from "../numeric/numbers.ts";
import type { CommonParameters } from "../parameters/common-parameters.ts";
import type { Rows, Series } from "../series/dataset.ts";
import { futureDates, type Frequency } from "./frequency.ts";
import { stepsFrom, type Step } from "./step-of.ts";

export type Aggregate = NonNullable<CommonParameters["aggregate"]>;

export interface Aggregated {
  /** One row for each step with rows, at the date of the step. */
  series: Series;
  /** Sentences: which steps are not whole. */
  warnings: string[];
}

/** Rows of one step, from and up to a row. */
interface Group extends Step {
  from: number;
  to: number;
}

/**
 * Rows with the same date become one.
 * @param series may hold rows with one date
 */
export function aggregateDates(series: Series, aggregate: Aggregate): Series {
  const groups = groupsOf(series.ds, (seconds) => ({ start: seconds, label: seconds }));
  const ahead = groupsOf(series.ahead.ds, (seconds) => ({ start: seconds, label: seconds }));
  if (
    groups.length === series.ds.length &&
    ahead.length === series.ahead.ds.length &&
    aggregate !== "count"
  ) {
    return series;
  }
  return { ...withRows(series, groups, aggregate), ahead: rowsOf(series.ahead, ahead, aggregate) };
}

/**
 * A last step that may not be over is left out, and so is a first one that has begun before its first row.
 * @param base spacing of the rows themselves, where they have one
 */
export function aggregateSteps(
  series: Series,
  frequency: Frequency,
  aggregate: Aggregate,
  base: Frequency | undefined,
): Aggregated {
  const stepOf = stepsFrom(frequency, series.ds[0]!);
  const all = groupsOf(series.ds, stepOf);
  const isLate = aggregate !== "last" && startsLate(series.ds, all);
  const isEarly = aggregate !== "first" && endsEarly(series.ds, all, stepOf, base);
  const kept = all.slice(isLate ? 1 : 0, isEarly ? -1 : undefined);
  // Of a step that is left out at the end, what is known beside the value is the beginning of the known future.
  const end = kept.at(-1)?.to ?? 0;
  const known = joined(series, end);
  const ahead = series.ahead.ds.length === 0 ? known : rowsOf(known, groupsOf(known.ds, stepOf), aggregate);
  const name = (row: number) => formatDate(series.ds[row]!, series.style);
  const style = styleOf(series.style, frequency);
  const label = (group: Group) => formatDate(group.label, style);
  return {
    series: { ...withRows(series, kept, aggregate), ahead, style },
    warnings: [
      ...(isLate
        ? [`The first step, ${label(all[0]!)}, has rows from ${name(0)} on alone, and was left out.`]
        : []),
      ...(isEarly
        ? [
            `The last step, ${label(all.at(-1)!)}, has rows up to ${name(series.ds.length - 1)} alone, and was left out.`,
          ]
        : []),
    ],
  };
}

/** Days and longer steps are written without a time. */
function styleOf(style: DateStyle, frequency: Frequency): DateStyle {
  const isFine =
    (frequency.kind === "fixed" || frequency.kind === "open") && frequency.seconds % daySeconds !== 0;
  if (isFine || style.precision !== "time") return style;
  if (style.pattern === undefined) return { ...style, precision: "day" };
  // A time in front of the day, or one that is not told from it, stays.
  const [, day] = /^((?:[a-z]+:)?[^Hh]*d[^Hh]*?)(?:'T'|T|[\s,])+[Hh][^dMy]*$/.exec(style.pattern) ?? [];
  return day === undefined ? style : { ...style, precision: "day", pattern: day, zone: "" };
}

function groupsOf(ds: Numbers, stepOf: (seconds: number) => Step): Group[] {
  const groups: Group[] = [];
  for (let row = 0; row < ds.length; row++) {
    const step = stepOf(ds[row]!);
    const last = groups.at(-1);
    if (last?.label === step.label) last.to = row + 1;
    else groups.push({ ...step, from: row, to: row + 1 });
  }
  return groups;
}

function withRows(series: Series, groups: readonly Group[], aggregate: Aggregate): Series {
  const { lines: _, ...rest } = series;
  const ahead = series.ahead.ds.length;
  return {
    ...rest,
    ...rowsOf(series, groups, aggregate),
    y: Float64Array.from(groups, ({ from, to }) => valueOf(series.y, from, to, aggregate)),
    rowsIn: groups.length + ahead,
  };
}

/** What is known beside the values is the mean of the step, or its first or last. */
function rowsOf({ columns }: Pick<Rows, "columns">, groups: readonly Group[], aggregate: Aggregate): Rows {
  const of = aggregate === "first" || aggregate === "last" ? aggregate : "mean";
  const grouped = (values: Numbers) =>
    Float64Array.from(groups, ({ from, to }) => valueOf(values, from, to, of));
  return {
    ds: Float64Array.from(groups, ({ label }) => label),
    columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, grouped(values)])),
  };
}

/** Rows of the history from one on, and those of the known future. */
function joined({ ds, columns, ahead }: Series, from: number): Rows {
  if (ahead.ds.length === 0) return ahead;
  const both = (past: Numbers, next: Numbers) => Float64Array.from([...past.slice(from), ...next]);
  return {
    ds: both(ds, ahead.ds),
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, both(values, ahead.columns[name]!)]),
    ),
  };
}

function valueOf(values: Numbers, from: number, to: number, aggregate: Aggregate): number {
  if (aggregate === "count") return to - from;
  if (aggregate === "first") return values[from]!;
  if (aggregate === "last") return values[to - 1]!;
  let result = aggregate === "min" ? Infinity : aggregate === "max" ? -Infinity : 0;
  for (let row = from; row < to; row++) {
    const value = values[row]!;
    if (aggregate === "min") result = Math.min(result, value);
    else if (aggregate === "max") result = Math.max(result, value);
    else result += value;
  }
  return aggregate === "mean" ? result / (to - from) : result;
}

/** How unusual the place of a first or last row in its step must be, as a share of the other steps. */
const unusual = 0.1;

function startsLate(ds: Numbers, groups: readonly Group[]): boolean {
  const offsets = groups.map(({ from, start }) => ds[from]! - start);
  const others = offsets.slice(1).sort((a, b) => b - a);
  return others.length > 0 && offsets[0]! > others[Math.floor(unusual * others.length)]!;
}

/** By the next row that would come, or where rows have no spacing by how late in its step the last row of a step usually is. */
function endsEarly(
  ds: Numbers,
  groups: readonly Group[],
  stepOf: (seconds: number) => Step,
  base: Frequency | undefined,
): boolean {
  const last = groups.at(-1)!;
  if (base !== undefined) return stepOf(futureDates(base, ds.at(-1)!, 1)[0]!).label === last.label;
  const offsets = groups.map(({ to, start }) => ds[to - 1]! - start);
  const others = offsets.slice(0, -1).sort((a, b) => a - b);
  return others.length > 0 && offsets.at(-1)! < others[Math.floor(unusual * others.length)]!;
}
