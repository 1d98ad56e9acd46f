// What a channel is told, in the form of Google's webhooks.
// https://cloud.google.com/monitoring/support/notification-options#webhooks
import { randomBytes } from "node:crypto";
import type { Message } from "../../../message.ts";
import { messageOf, textOf } from "../../fields.ts";
import type { Condition } from "./alert-policy.ts";

export interface Incident {
  id: string;
  startedAt: number;
  endedAt?: number;
}

/** What has happened, and to what. */
export interface Happening {
  summary: string;
  resource: { type: string; labels: Readonly<Record<string, string>> };
  metric?: { type: string; labels: Readonly<Record<string, string>> };
  observed?: number;
  threshold?: number;
}

export const newIncidentId = (): string =>
  `0.${BigInt(`0x${randomBytes(8).toString("hex")}`)
    .toString(36)
    .slice(0, 12)}`;

const titles: Readonly<Record<string, string>> = {
  cloud_run_revision: "Cloud Run Revision",
  cloud_run_job: "Cloud Run Job",
  cloud_scheduler_job: "Cloud Scheduler Job",
  pubsub_subscription: "Cloud Pub/Sub Subscription",
};

export const titleOf = (type: string): string => titles[type] ?? type;

/** A label of a log entry may be as long as the entry. */
const longestLabel = 1024;
const bounded = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels)
      .slice(0, 64)
      .map(([key, value]) => [key.slice(0, longestLabel), String(value).slice(0, longestLabel)]),
  );

const seconds = (ms: number | undefined): number | null => (ms === undefined ? null : Math.floor(ms / 1000));

/** @param project of the policy */
export function notificationBody(
  policy: Message,
  condition: Condition,
  { id, startedAt, endedAt }: Incident,
  { summary, resource, metric, observed, threshold }: Happening,
  project: { id: string; number: string; url: string },
): string {
  const documentation = messageOf(policy, "documentation");
  const severity = textOf(policy, "severity");
  const incident = {
    incident_id: id,
    scoping_project_id: project.id,
    scoping_project_number: Number(project.number),
    url: `${project.url}/v3/${textOf(policy, "name")}`,
    started_at: seconds(startedAt),
    ended_at: seconds(endedAt),
    state: endedAt === undefined ? "open" : "closed",
    summary,
    severity: severity === "" ? "No severity" : severity[0]! + severity.slice(1).toLowerCase(),
    observed_value: observed === undefined ? "" : observed.toFixed(3),
    threshold_value: threshold === undefined ? "" : String(threshold),
    resource: { type: resource.type, labels: bounded(resource.labels) },
    resource_type_display_name: titleOf(resource.type),
    resource_id: "",
    resource_display_name: nameOf(resource.labels),
    resource_name: [project.id, nameOf(resource.labels)].join(" "),
    metric: {
      type: metric?.type ?? "",
      displayName: metric?.type.split("/").at(-1)?.replaceAll("_", " ") ?? "",
      labels: bounded(metric?.labels ?? {}),
    },
    metadata: { system_labels: {}, user_labels: {} },
    policy_name: textOf(policy, "displayName"),
    policy_user_labels: messageOf(policy, "userLabels"),
    condition: { ...condition, ...plainCondition(condition) },
    condition_name: condition.displayName,
    documentation: {
      content: textOf(documentation, "content"),
      mime_type: textOf(documentation, "mimeType"),
      subject: textOf(documentation, "subject"),
    },
  };
  return JSON.stringify({ incident, version: "1.2" });
}

/** What the resource is called, by its last label that is a name. */
const nameOf = ({
  service_name,
  job_name,
  job_id,
  subscription_id,
}: Readonly<Record<string, string>>): string =>
  String(service_name ?? job_name ?? job_id ?? subscription_id ?? "").slice(0, longestLabel);

/** Durations as JSON has them. */
function plainCondition({ conditionThreshold: metric }: Condition): Message {
  if (metric === undefined) return {};
  const text = (value: unknown) => `${Number(((value ?? {}) as Message)["seconds"] ?? 0)}s`;
  const aggregations = ((metric["aggregations"] as Message[] | undefined) ?? []).map((each) => ({
    ...each,
    alignmentPeriod: text(each["alignmentPeriod"]),
  }));
  return { conditionThreshold: { ...metric, aggregations, duration: text(metric["duration"]) } };
}
