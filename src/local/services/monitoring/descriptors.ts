// What each emulated metric is, in Google's words, whether there is anything of it or not.
// https://cloud.google.com/monitoring/api/metrics_gcp
import type { Message } from "../../message.ts";
import { parseMonitoringFilter } from "./filter.ts";
import type { SeriesHead } from "./series/series.ts";

type Descriptor = Pick<SeriesHead, "kind" | "valueType" | "resourceType"> & {
  displayName: string;
  description: string;
  unit: string;
  labels: readonly string[];
};

const ofRun = { resourceType: "cloud_run_revision", labels: [] as readonly string[], unit: "1" } as const;
const ofPubSub = { ...ofRun, resourceType: "pubsub_subscription" } as const;
const byAnswer = ["response_code", "response_code_class"] as const;

export const descriptors: Readonly<Record<string, Descriptor>> = {
  "run.googleapis.com/container/instance_count": {
    ...ofRun,
    kind: "GAUGE",
    valueType: "INT64",
    displayName: "Instance Count",
    description: "Number of container instances that exist, by state.",
    labels: ["state"],
  },
  "run.googleapis.com/container/memory/utilizations": {
    ...ofRun,
    kind: "DELTA",
    valueType: "DISTRIBUTION",
    displayName: "Container Memory Utilization",
    description: "Memory utilization across all container instances.",
    unit: "10^2.%",
  },
  "run.googleapis.com/container/cpu/utilizations": {
    ...ofRun,
    kind: "DELTA",
    valueType: "DISTRIBUTION",
    displayName: "Container CPU Utilization",
    description: "CPU utilization across all container instances.",
    unit: "10^2.%",
  },
  "run.googleapis.com/request_count": {
    ...ofRun,
    kind: "DELTA",
    valueType: "INT64",
    displayName: "Request Count",
    description: "Number of requests that reached the revision.",
    labels: byAnswer,
  },
  "run.googleapis.com/request_latencies": {
    ...ofRun,
    kind: "DELTA",
    valueType: "DISTRIBUTION",
    displayName: "Request Latencies",
    description: "Latency of the requests that reached the revision.",
    unit: "ms",
    labels: byAnswer,
  },
  "pubsub.googleapis.com/subscription/num_undelivered_messages": {
    ...ofPubSub,
    kind: "GAUGE",
    valueType: "INT64",
    displayName: "Unacked messages",
    description: "Number of messages that are not acknowledged yet.",
  },
  "pubsub.googleapis.com/subscription/oldest_unacked_message_age": {
    ...ofPubSub,
    kind: "GAUGE",
    valueType: "INT64",
    displayName: "Oldest unacked message age",
    description: "Age of the oldest message that is not acknowledged yet.",
    unit: "s",
  },
  "pubsub.googleapis.com/subscription/dead_letter_message_count": {
    ...ofPubSub,
    kind: "DELTA",
    valueType: "INT64",
    displayName: "Dead letter message count",
    description: "Number of messages that were published to the dead-letter topic.",
  },
};

/**
 * @param project as `projects/ID`
 * @throws StatusError INVALID_ARGUMENT for a filter that is none
 */
export async function describedMetrics(project: string, filter: string): Promise<Message[]> {
  const { takes } = await parseMonitoringFilter(filter);
  return Object.entries(descriptors)
    .filter(([type]) =>
      takes((field) => ({ "metric.type": type, project: project.slice("projects/".length) })[field] ?? ""),
    )
    .map(([type]) => describedMetric(project, type)!)
    .toSorted((one, other) => (String(one["type"]) < String(other["type"]) ? -1 : 1));
}

/** Undefined for a metric that is not emulated. */
export function describedMetric(project: string, type: string): Message | undefined {
  if (!Object.hasOwn(descriptors, type)) return undefined;
  const { kind, valueType, resourceType, displayName, description, unit, labels } = descriptors[type]!;
  return {
    name: `${project}/metricDescriptors/${type}`,
    type,
    metricKind: kind,
    valueType,
    unit,
    displayName,
    description,
    labels: labels.map((key) => ({ key, valueType: "STRING" })),
    launchStage: "GA",
    monitoredResourceTypes: [resourceType],
  };
}
