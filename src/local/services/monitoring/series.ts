// One time series, and the points of those that count what happened by the minute.
// https://cloud.google.com/monitoring/api/ref_v3/rpc/google.monitoring.v3#timeseries
import type { Message } from "../../message.ts";

export interface Point {
  from: number;
  to: number;
  value: Message;
}

export interface Series {
  metricLabels: Record<string, string>;
  resourceType: "cloud_run_revision" | "pubsub_subscription";
  resourceLabels: Record<string, string>;
  kind: "GAUGE" | "DELTA";
  valueType: "INT64" | "DISTRIBUTION";
  /** Newest first. */
  points: Point[];
}

const minuteMs = 60_000;

export const int64 = (value: number): Message => ({ int64Value: `${value}` });

/** A point for each minute in which something happened, as Google writes them. */
export function byMinute<T>(events: T[], at: (event: T) => number, value: (events: T[]) => Message): Point[] {
  const minutes = Map.groupBy(events, (event) => Math.floor(at(event) / minuteMs));
  return [...minutes]
    .toSorted(([one], [other]) => other - one)
    .map(([minute, inIt]) => ({
      from: minute * minuteMs,
      to: (minute + 1) * minuteMs,
      value: value(inIt),
    }));
}

/** Each bucket is a tenth wider than the one before it. */
const buckets = { numFiniteBuckets: 160, growthFactor: 1.1, scale: 1 };

/** https://cloud.google.com/monitoring/api/ref_v3/rpc/google.api#distribution */
export function distribution(values: number[]): Message {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const bucketCounts: number[] = [];
  for (const value of values) {
    const { numFiniteBuckets, growthFactor, scale } = buckets;
    const at = value < scale ? 0 : 1 + Math.floor(Math.log(value / scale) / Math.log(growthFactor));
    const index = Math.min(at, numFiniteBuckets + 1);
    bucketCounts[index] = (bucketCounts[index] ?? 0) + 1;
  }
  return {
    distributionValue: {
      count: `${count}`,
      mean,
      sumOfSquaredDeviation: values.reduce((sum, value) => sum + (value - mean) ** 2, 0),
      bucketOptions: { exponentialBuckets: buckets },
      bucketCounts: Array.from(bucketCounts, (each) => `${each ?? 0}`),
    },
  };
}
