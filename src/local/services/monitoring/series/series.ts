// One time series, and the points of those that count what happened by the minute.
// https://cloud.google.com/monitoring/api/ref_v3/rpc/google.monitoring.v3#timeseries
import type { Distribution } from "./distribution.ts";

export interface Point {
  /** The same as `to` for a gauge. */
  from: number;
  to: number;
  value: number | Distribution;
}

export interface SeriesHead {
  metricLabels: Record<string, string>;
  resourceType: "cloud_run_revision" | "pubsub_subscription";
  resourceLabels: Record<string, string>;
  kind: "GAUGE" | "DELTA";
  valueType: "INT64" | "DOUBLE" | "DISTRIBUTION";
}

export interface Series extends SeriesHead {
  /** Newest first. */
  points: Point[];
}

export const minuteMs = 60_000;

export const minuteOf = (time: number): number => Math.floor(time / minuteMs) * minuteMs;

/**
 * A point for each minute in which something happened, as Google writes them. That of the minute under way ends now: Google
 * shows it some minutes later.
 */
export function byMinute<T>(
  events: readonly T[],
  at: (event: T) => number,
  value: (events: T[]) => Point["value"],
  now = Infinity,
): Point[] {
  const minutes = Map.groupBy(events, (event) => minuteOf(at(event)));
  return [...minutes]
    .toSorted(([one], [other]) => other - one)
    .map(([minute, inIt]) => ({ from: minute, to: Math.min(minute + minuteMs, now), value: value(inIt) }));
}

/** What is asked for is told by the ends of the points. */
export const isWithin = ({ to }: Pick<Point, "to">, from: number, until: number): boolean =>
  (to > from || from === until) && to >= from && to <= until;

/** Which of all series it is. */
export const keyOf = ({ metricLabels, resourceType, resourceLabels }: SeriesHead): string =>
  JSON.stringify([resourceType, sorted(resourceLabels), sorted(metricLabels)]);

const sorted = (labels: Record<string, string>) =>
  Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1));

export const ofRevision = ({
  project,
  location,
  service,
  revision,
}: Readonly<Record<"project" | "location" | "service" | "revision", string>>): Pick<
  SeriesHead,
  "resourceType" | "resourceLabels"
> => ({
  resourceType: "cloud_run_revision" as const,
  resourceLabels: {
    project_id: project,
    location,
    service_name: service,
    configuration_name: service,
    revision_name: revision,
  },
});
