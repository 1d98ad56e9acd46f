// The metrics that are emulated, each by the series that it has in a project.
// https://cloud.google.com/monitoring/api/metrics_gcp
import type { RequestSeen } from "../logging/logging.ts";
import type { PubSubService } from "../pubsub/pubsub.ts";
import type { RunService } from "../run/run.ts";
import { byMinute, distribution, int64, type Series } from "./series.ts";

export interface MonitoringDependencies
  extends
    Pick<RunService, "instanceCounts">,
    Pick<PubSubService, "subscriptions" | "undelivered" | "oldestUndelivered" | "deadLetters"> {
  /** Requests to Cloud Run that were logged in that time. */
  requests: (from: number, to: number) => Promise<RequestSeen[]>;
}

/** What is asked for: the series of a project, from a time to a time. */
export interface Asked {
  projectId: string;
  from: number;
  to: number;
  now: number;
}

export type Metric = (asked: Asked) => Series[] | Promise<Series[]>;

export function metricsOf(sources: MonitoringDependencies): Readonly<Record<string, Metric>> {
  const gauge = (now: number, value: number) => ({
    kind: "GAUGE" as const,
    valueType: "INT64" as const,
    // That of this moment: there is no history.
    points: [{ from: now, to: now, value: int64(value) }],
  });

  const instances: Metric = ({ projectId, now }) =>
    sources
      .instanceCounts()
      .filter(({ project }) => project === projectId)
      .flatMap(({ service, location, revision, active, idle }) =>
        Object.entries({ active, idle }).map(([state, value]) => ({
          metricLabels: { state },
          ...ofRevision({ project: projectId, service, location, revision }),
          ...gauge(now, value),
        })),
      );

  const ofSubscriptions =
    (value: (name: string, asked: Asked) => Pick<Series, "kind" | "valueType" | "points">): Metric =>
    (asked) =>
      sources.subscriptions(asked.projectId).map((name) => ({
        metricLabels: {},
        resourceType: "pubsub_subscription" as const,
        resourceLabels: {
          project_id: asked.projectId,
          subscription_id: name.slice(name.lastIndexOf("/") + 1),
        },
        ...value(name, asked),
      }));

  /** By revision and what it answered. */
  const ofRequests =
    (
      valueType: Series["valueType"],
      value: (requests: RequestSeen[]) => Series["points"][number]["value"],
    ): Metric =>
    async ({ projectId, from, to }) => {
      const seen = (await sources.requests(from, to)).filter(({ project }) => project === projectId);
      const groups = Map.groupBy(seen, ({ location, service, revision, status }) =>
        JSON.stringify([location, service, revision, status]),
      );
      return [...groups.values()].map((requests) => {
        const { status } = requests[0]!;
        return {
          metricLabels: { response_code: `${status}`, response_code_class: `${Math.floor(status / 100)}xx` },
          ...ofRevision(requests[0]!),
          kind: "DELTA" as const,
          valueType,
          points: byMinute(requests, ({ at }) => at, value),
        };
      });
    };

  return {
    "run.googleapis.com/container/instance_count": instances,
    "run.googleapis.com/request_count": ofRequests("INT64", (requests) => int64(requests.length)),
    "run.googleapis.com/request_latencies": ofRequests("DISTRIBUTION", (requests) =>
      distribution(requests.map(({ latencyMs }) => latencyMs)),
    ),
    "pubsub.googleapis.com/subscription/num_undelivered_messages": ofSubscriptions((name, { now }) =>
      gauge(now, sources.undelivered(name)),
    ),
    "pubsub.googleapis.com/subscription/oldest_unacked_message_age": ofSubscriptions((name, { now }) => {
      const at = sources.oldestUndelivered(name);
      return gauge(now, at === undefined ? 0 : Math.max(0, Math.floor((now - at) / 1000)));
    }),
    "pubsub.googleapis.com/subscription/dead_letter_message_count": ofSubscriptions((name, { from, to }) => ({
      kind: "DELTA",
      valueType: "INT64",
      points: byMinute(
        sources.deadLetters(name).filter((at) => at >= from && at <= to),
        (at) => at,
        (times) => int64(times.length),
      ),
    })),
  };
}

const ofRevision = ({
  project,
  location,
  service,
  revision,
}: Pick<RequestSeen, "project" | "location" | "service" | "revision">) => ({
  resourceType: "cloud_run_revision" as const,
  resourceLabels: {
    project_id: project,
    location,
    service_name: service,
    configuration_name: service,
    revision_name: revision,
  },
});
