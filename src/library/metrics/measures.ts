// What is measured: which metric of Google's, how it is aggregated, and what is made of the answer.
// https://cloud.google.com/monitoring/api/metrics_gcp_p_z
import type { protos } from "@google-cloud/monitoring";
import type { Names } from "../../core/names.ts";
import { distributionFrom, merged, percentileOf, type Distribution } from "./distribution.ts";
import type { Metric, MetricSeries } from "./metric.ts";
import type { Aggregation, AlignedSeries } from "./read-series.ts";
import type { Window } from "./window.ts";

export interface Measure extends Aggregation {
  /** How the newest value is asked for, in `newestWindow`, where the largest of the last step would be another. */
  newest?: Aggregation;
  toMetric(found: readonly AlignedSeries[], known: Known): Metric;
}

export interface Known {
  window: Window;
  /** What happened later may not be shown yet. */
  knownUntilMs: number;
  /** The answer to `newest`. */
  newest?: readonly AlignedSeries[];
}

type About = Pick<Metric, "name" | "title" | "unit">;

export function measuresOf({ region, service, subscription, deadLetterSubscription }: Names): Measure[] {
  const ofService = `resource.type="cloud_run_revision" AND resource.labels.service_name="${service}" AND resource.labels.location="${region}"`;
  const of = (id: string) =>
    `resource.type="pubsub_subscription" AND resource.labels.subscription_id="${id}"`;
  const run = (type: string) => ({ type: `run.googleapis.com/${type}`, filter: ofService });
  const pubsub = (type: string, id: string) => ({
    type: `pubsub.googleapis.com/subscription/${type}`,
    filter: of(id),
  });
  const delta = { aligner: "ALIGN_DELTA", reducer: "REDUCE_SUM" } as const;
  const most = { aligner: "ALIGN_MAX", reducer: "REDUCE_SUM" } as const;
  return [
    counted(
      { name: "requests", title: "Requests", unit: "requests" },
      { ...run("request_count"), ...delta, groupBy: "response_code_class" },
    ),
    distributed(
      { name: "latency", title: "Latency", unit: "ms" },
      { ...run("request_latencies"), ...delta },
      [50, 95, 99],
    ),
    gauge(
      { name: "instances", title: "Instances", unit: "instances" },
      { ...run("container/instance_count"), ...most, groupBy: "state" },
    ),
    distributed(
      { name: "memory", title: "Memory in use", unit: "share" },
      { ...run("container/memory/utilizations"), ...delta },
      [50, 95, 99],
    ),
    distributed(
      { name: "cpu", title: "CPU in use", unit: "share" },
      { ...run("container/cpu/utilizations"), ...delta },
      [50, 95, 99],
    ),
    gauge(
      { name: "backlog", title: "Backlog", unit: "messages" },
      { ...pubsub("num_undelivered_messages", subscription), ...most },
    ),
    gauge(
      { name: "oldest", title: "Oldest message", unit: "s" },
      { ...pubsub("oldest_unacked_message_age", subscription), aligner: "ALIGN_MAX", reducer: "REDUCE_MAX" },
    ),
    counted(
      { name: "newDeadLetters", title: "New dead letters", unit: "messages" },
      { ...pubsub("dead_letter_message_count", subscription), ...delta },
    ),
    gauge(
      { name: "deadLetters", title: "Dead letters", unit: "messages" },
      { ...pubsub("num_undelivered_messages", deadLetterSubscription), ...most },
    ),
  ];
}

/** Counts of what happened: where there is no sample nothing happened, once it would be known. */
function counted(about: About, aggregation: Aggregation): Measure {
  return {
    ...aggregation,
    toMetric(found, { window, knownUntilMs }) {
      const all = found.length === 0 ? [{ label: "", steps: emptySteps(window) }] : found;
      const isKnown = (step: number) =>
        window.fromMs + (step + 1) * window.stepMs <= knownUntilMs ||
        all.some(({ steps }) => steps[step]!.length > 0);
      const series = all.map(({ label, steps }) =>
        seriesOf(
          label,
          steps.map((values, step) => (isKnown(step) ? sumOf(values.map(numberOf)) : null)),
          (values) => sumOf(values),
        ),
      );
      return { ...about, overall: "total", type: aggregation.type, series: byName(series) };
    },
  };
}

/** Values of moments: where there is no sample nothing is known. */
function gauge(about: About, aggregation: Aggregation): Measure {
  return {
    ...aggregation,
    newest: { ...aggregation, aligner: "ALIGN_NEXT_OLDER" },
    toMetric(found, { window, newest = [] }) {
      const all = found.length === 0 ? [{ label: "", steps: emptySteps(window) }] : found;
      const valuesOf = ({ steps }: AlignedSeries) => steps.map((each) => largest(each.map(numberOf)));
      const series = all.map((each) => {
        const latest = newest.find(({ label }) => label === each.label);
        const value = latest && valuesOf(latest).findLast((known) => known !== null);
        return seriesOf(each.label, valuesOf(each), () => value ?? null);
      });
      return { ...about, overall: "newest", type: aggregation.type, series: byName(series) };
    },
  };
}

/** Percentiles and the mean, of each step and of all that was measured. */
function distributed(about: About, aggregation: Aggregation, percents: readonly number[]): Measure {
  return {
    ...aggregation,
    toMetric(found, { window }) {
      const steps = Array.from({ length: window.steps }, (_, step) =>
        merged(found.flatMap((series) => series.steps[step]!.map(distributionOf))),
      );
      const all = merged(steps.filter((each) => each !== undefined));
      const ofPercent = (percent: number): MetricSeries => {
        const values = steps.map((each) => (each === undefined ? null : percentileOf(each, percent).value));
        const overall = all && percentileOf(all, percent);
        return {
          ...seriesOf(`p${percent}`, values, () => overall?.value ?? null),
          ...(overall && { between: [overall.low, overall.high] as const }),
        };
      };
      const mean = seriesOf(
        "mean",
        steps.map((each) => each?.mean ?? null),
        () => all?.mean ?? null,
      );
      const series = [...percents.map(ofPercent), mean];
      return { ...about, overall: "together", type: aggregation.type, series };
    },
  };
}

/** A sample a minute, and up to four minutes until it is shown; an older one says nothing of this moment. */
export function newestWindow({ toMs }: Window): Window {
  const [stepMs, steps] = [60_000, 6];
  return { fromMs: toMs - steps * stepMs, toMs, stepMs, steps };
}

type GivenValue = protos.google.monitoring.v3.ITypedValue;

const emptySteps = ({ steps }: Window): GivenValue[][] => Array.from({ length: steps }, () => []);

const numberOf = ({ int64Value, doubleValue }: GivenValue): number => Number(int64Value ?? doubleValue ?? 0);

const distributionOf = ({ distributionValue }: GivenValue): Distribution =>
  distributionFrom(distributionValue ?? {});

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const largest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.max(...values);

function seriesOf(
  name: string,
  values: (number | null)[],
  overall: (known: number[]) => number | null,
): MetricSeries {
  const known = values.filter((value) => value !== null);
  return { name, values, overall: overall(known), maximum: largest(known) };
}

const byName = (series: readonly MetricSeries[]): MetricSeries[] =>
  series.toSorted((a, b) => (a.name < b.name ? -1 : 1));
