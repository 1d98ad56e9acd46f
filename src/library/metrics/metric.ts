// A metric as it is reported: its series, step by step and for the whole time.
export type MetricName =
  | "requests"
  | "latency"
  | "instances"
  | "memory"
  | "cpu"
  | "backlog"
  | "oldest"
  | "deadLetters"
  | "newDeadLetters";

export interface MetricSeries {
  /** What of the metric, e.g. `2xx`, `p95`, `active`. */
  name: string;
  /** One for each step, the oldest first; null where Cloud Monitoring has no sample, or none yet. */
  values: (number | null)[];
  /** For the whole time, as the metric's `overall` says. */
  overall: number | null;
  /** The largest of the values. */
  maximum: number | null;
  /** Of a percentile: where the bucket begins and ends in which the overall value lies. */
  between?: readonly [low: number, high: number];
}

export interface Metric {
  name: MetricName;
  /** For people. */
  title: string;
  /** `share` is a part of one: 0.5 is half. `ms` are milliseconds, `s` are seconds; all others are counted. */
  unit: "requests" | "ms" | "instances" | "share" | "messages" | "s";
  /** What `overall` is: the sum of all steps, the value of all that was measured together, or the newest value. */
  overall: "total" | "together" | "newest";
  /** Google's name of it. https://cloud.google.com/monitoring/api/metrics_gcp */
  type: string;
  series: MetricSeries[];
}

export interface MetricsResult {
  stack: string;
  target: "local" | "gcp";
  project: string;
  region: string;
  service: string;
  /** ISO. */
  from: string;
  to: string;
  stepSeconds: number;
  /** The end of each step, ISO. */
  times: string[];
  metrics: Metric[];
  /** What a reader has to know of these numbers, as sentences. */
  notes: string[];
}
