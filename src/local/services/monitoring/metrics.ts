// The metrics that are emulated, each by the series that it has in a project.
// https://cloud.google.com/monitoring/api/metrics_gcp
import type { RequestSeen } from "../logging/logging.ts";
import type { PubSubService } from "../pubsub/pubsub.ts";
import type { RunService } from "../run/run.ts";
import { projectIdOf } from "../../state/projects.ts";
import { distribution, ofLatencies } from "./series/distribution.ts";
import type { History } from "./series/history.ts";
import {
  byMinute,
  isWithin,
  keyOf,
  minuteMs,
  minuteOf,
  ofRevision,
  type Point,
  type Series,
} from "./series/series.ts";
import type { Utilization } from "./utilization.ts";

export interface MonitoringDependencies
  extends
    Pick<RunService, "instanceCounts">,
    Pick<PubSubService, "subscriptions" | "undelivered" | "oldestUndelivered" | "deadLetters"> {
  /** Requests to Cloud Run that were logged in that time. */
  requests: (from: number, to: number) => Promise<RequestSeen[]>;
}

export interface Sources extends MonitoringDependencies {
  history: History;
  utilization: Pick<Utilization, "series">;
}

/** What is asked for: the series of a project, from a time to a time. */
export interface Asked {
  projectId: string;
  from: number;
  to: number;
  now: number;
}

export type Metric = (asked: Asked) => Series[] | Promise<Series[]>;

/** What happens in a time, or what is at its end. Of all projects. */
export type Live = (time: { from: number; to: number }) => Series[] | Promise<Series[]>;

export function liveMetricsOf(sources: Omit<Sources, "history">): Readonly<Record<string, Live>> {
  const gauge = (at: number, value: number) => ({
    kind: "GAUGE" as const,
    valueType: "INT64" as const,
    points: [{ from: at, to: at, value }],
  });

  const ofSubscriptions =
    (
      value: (
        name: string,
        time: { from: number; to: number },
      ) => Pick<Series, "kind" | "valueType" | "points">,
    ): Live =>
    (time) =>
      sources.subscriptions().map((name) => ({
        metricLabels: {},
        resourceType: "pubsub_subscription" as const,
        resourceLabels: {
          project_id: projectIdOf(name),
          subscription_id: name.slice(name.lastIndexOf("/") + 1),
        },
        ...value(name, time),
      }));

  /** By revision and what it answered. */
  const ofRequests =
    (valueType: Series["valueType"], value: (requests: RequestSeen[]) => Point["value"]): Live =>
    async ({ from, to }) => {
      const seen = (await sources.requests(from, to)).filter(({ at }) => at < to);
      const groups = Map.groupBy(seen, ({ project, location, service, revision, status }) =>
        JSON.stringify([project, location, service, revision, status]),
      );
      return [...groups.values()].map((requests) => {
        const { status } = requests[0]!;
        return {
          metricLabels: { response_code: `${status}`, response_code_class: `${Math.floor(status / 100)}xx` },
          ...ofRevision(requests[0]!),
          kind: "DELTA" as const,
          valueType,
          points: byMinute(requests, ({ at }) => at, value, to),
        };
      });
    };

  return {
    "run.googleapis.com/container/instance_count": ({ to }) =>
      sources.instanceCounts().flatMap(({ active, idle, ...revision }) =>
        Object.entries({ active, idle }).map(([state, value]) => ({
          metricLabels: { state },
          ...ofRevision(revision),
          ...gauge(to, value),
        })),
      ),
    "run.googleapis.com/container/memory/utilizations": (time) => sources.utilization.series("memory", time),
    "run.googleapis.com/container/cpu/utilizations": (time) => sources.utilization.series("cpu", time),
    "run.googleapis.com/request_count": ofRequests("INT64", (requests) => requests.length),
    "run.googleapis.com/request_latencies": ofRequests("DISTRIBUTION", (requests) =>
      distribution(
        requests.map(({ latencyMs }) => latencyMs),
        ofLatencies,
      ),
    ),
    "pubsub.googleapis.com/subscription/num_undelivered_messages": ofSubscriptions((name, { to }) =>
      gauge(to, sources.undelivered(name)),
    ),
    "pubsub.googleapis.com/subscription/oldest_unacked_message_age": ofSubscriptions((name, { to }) => {
      const at = sources.oldestUndelivered(name);
      return gauge(to, at === undefined ? 0 : Math.max(0, Math.floor((to - at) / 1000)));
    }),
    "pubsub.googleapis.com/subscription/dead_letter_message_count": ofSubscriptions((name, { from, to }) => ({
      kind: "DELTA",
      valueType: "INT64",
      points: byMinute(
        sources.deadLetters(name).filter((at) => at >= from && at < to),
        (at) => at,
        (times) => times.length,
        to,
      ),
    })),
  };
}

/** What is kept of the minutes before, and what the minutes since then hold. */
export function metricsOf({ history, ...sources }: Sources): Readonly<Record<string, Metric>> {
  return Object.fromEntries(
    Object.entries(liveMetricsOf(sources)).map(([type, live]): [string, Metric] => [
      type,
      async ({ projectId, from, to, now }) => {
        const until = Math.min(to, now);
        // Of what was never recorded all is looked up again: the log has it.
        const recorded = history.recordedUntil() ?? minuteOf(from);
        const found = new Map<string, Series>();
        const add = (series: Series) => {
          if (series.resourceLabels["project_id"] !== projectId) return;
          const key = keyOf(series);
          const points = series.points.filter((point) => isWithin(point, from, to));
          const before = found.get(key);
          found.set(key, { ...series, points: [...points, ...(before?.points ?? [])] });
        };
        for (const series of history.read(type, from, until)) add(series);
        // A value of this moment stands for the minute under way.
        if (until > now - minuteMs)
          for (const series of await live({ from: recorded, to: until })) add(series);
        return [...found.values()];
      },
    ]),
  );
}
