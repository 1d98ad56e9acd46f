// What Google accepts of an alert policy, and how one is changed.
// https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies
import type { Message } from "../../../message.ts";
import { StatusError } from "../../../wire/status.ts";
import { invalid, messageOf, textOf, textsOf } from "../../fields.ts";
import { parseFilter } from "../../logging/filter.ts";
import { copyField, keysOf } from "../../mask.ts";
import { millisecondsOf, type Timestamp } from "../../timestamp.ts";
import { selectionOf } from "../select.ts";

export interface Condition extends Message {
  name: string;
  displayName: string;
  conditionMatchedLog?: Message;
  conditionThreshold?: Message;
}

export const conditionsOf = (policy: Message): Condition[] =>
  (policy["conditions"] as Condition[] | undefined) ?? [];

/** Of a policy or a channel: on unless it says otherwise. */
export const isOff = (message: Message): boolean => messageOf(message, "enabled")["value"] === false;

/** What only the local cloud does not do. */
const notEvaluated = [
  "conditionAbsent",
  "conditionMonitoringQueryLanguage",
  "conditionPrometheusQueryLanguage",
  "conditionSql",
];

const minuteMs = 60_000;

const wrong = (field: string, value: unknown, why: string): StatusError =>
  invalid(`Field alert_policy.${field} had an invalid value of ${JSON.stringify(value ?? "")}: ${why}`);

/**
 * @param channelExists of a full name
 * @throws StatusError INVALID_ARGUMENT for what Google refuses, UNIMPLEMENTED for what only the local cloud does
 */
export async function checkPolicy(policy: Message, channelExists: (name: string) => boolean): Promise<void> {
  if (textOf(policy, "displayName") === "") throw wrong("display_name", "", "must specify a display name.");
  checkUserLabels(policy, "alert_policy");
  const { content = "", subject = "" } = messageOf(policy, "documentation") as Record<string, string>;
  if (Buffer.byteLength(content) > 10_240 || content.length > 8192)
    throw wrong("documentation.content", "", "must not exceed 8,192 characters or 10,240 bytes.");
  if (Buffer.byteLength(subject) > 10_240) throw wrong("documentation.subject", "", "is too long.");
  const conditions = conditionsOf(policy);
  if (conditions.length < 1 || conditions.length > 6)
    throw wrong("conditions", "", "a policy must have between 1 and 6 conditions.");
  if (textOf(policy, "combiner") === "") throw wrong("combiner", "", "must specify how conditions combine.");
  for (const [index, condition] of conditions.entries()) await checkCondition(condition, index);
  const strategy = messageOf(policy, "alertStrategy");
  const isOfLog = conditions.some(({ conditionMatchedLog }) => conditionMatchedLog !== undefined);
  const limit = messageOf(strategy, "notificationRateLimit")["period"] as Timestamp | undefined;
  if (isOfLog && conditions.length > 1)
    throw wrong("conditions", "", "a LogMatch condition must be the only condition.");
  if (isOfLog && limit === undefined)
    throw wrong("alert_strategy", "", "log-based alert policies must specify a notification rate limit.");
  if (!isOfLog && limit !== undefined)
    throw wrong("alert_strategy", "", "only log-based alert policies may specify a notification rate limit.");
  if (limit !== undefined && millisecondsOf(limit) < 5 * minuteMs)
    throw wrong("alert_strategy.notification_rate_limit.period", "", "must be at least 5 minutes.");
  const autoClose = strategy["autoClose"] as Timestamp | undefined;
  if (autoClose !== undefined && millisecondsOf(autoClose) < 30 * minuteMs)
    throw wrong("alert_strategy.auto_close", "", "must be at least 30 minutes.");
  const channels = textsOf(policy, "notificationChannels");
  if (channels.length > 16) throw wrong("notification_channels", "", "at most 16 are allowed.");
  const missing = channels.findIndex((name) => !channelExists(name));
  if (missing >= 0)
    throw wrong(`notification_channels[${missing}]`, channels[missing], "The channel does not exist.");
}

async function checkCondition(condition: Condition, index: number): Promise<void> {
  const at = `conditions[${index}]`;
  const { conditionMatchedLog: log, conditionThreshold: metric } = condition;
  if (textOf(condition, "displayName") === "") throw wrong(`${at}.display_name`, "", "must be specified.");
  const other = notEvaluated.find((kind) => condition[kind] !== undefined);
  if (other !== undefined)
    throw new StatusError("UNIMPLEMENTED", `The local cloud does not evaluate a ${other}.`);
  if ((log === undefined) === (metric === undefined))
    throw wrong(at, "", "a condition must have exactly one type.");
  if (log !== undefined) {
    if (textOf(log, "filter") === "") throw wrong(`${at}.condition_matched_log.filter`, "", "is required.");
    await parseFilter(textOf(log, "filter"));
    return;
  }
  await selectionOf(textOf(metric!, "filter"));
  if (!["COMPARISON_GT", "COMPARISON_LT"].includes(textOf(metric!, "comparison")))
    throw wrong(`${at}.condition_threshold.comparison`, "", "must be COMPARISON_GT or COMPARISON_LT.");
  const duration = millisecondsOf((metric!["duration"] ?? {}) as Timestamp);
  if (duration % minuteMs !== 0)
    throw wrong(`${at}.condition_threshold.duration`, "", "must be a multiple of a minute.");
}

/** @throws StatusError INVALID_ARGUMENT */
export function checkUserLabels(message: Message, of: string): void {
  const labels = Object.entries(messageOf(message, "userLabels"));
  if (labels.length > 64) throw invalid(`Field ${of}.user_labels may have at most 64 entries.`);
  for (const [key, value] of labels) {
    if (/^[a-z][a-z0-9_-]{0,62}$/.test(key) && /^[a-z0-9_-]{0,63}$/.test(String(value))) continue;
    throw invalid(`Field ${of}.user_labels["${key}"] had an invalid value of "${String(value)}".`);
  }
}

/** With a mask what it names, `documentation.content` too; without one, all of it. */
export function merged(current: Message, input: Message, mask: readonly string[]): Message {
  if (mask.length === 0) return { ...input, name: current["name"] };
  const result = structuredClone(current);
  for (const keys of mask.map(keysOf)) if (keys[0] !== "name") copyField(result, input, keys);
  return result;
}
