// What Google accepts of a notification channel, and one type that is the local cloud's own: a file of the project folder.
// https://cloud.google.com/monitoring/alerts/using-channels-api
import type { Message } from "../../../message.ts";
import { invalid, messageOf, textOf } from "../../fields.ts";
import { checkUserLabels } from "./alert-policy.ts";

/** The labels that a channel of each type has to have. */
const types: Readonly<Record<string, readonly string[]>> = {
  email: ["email_address"],
  webhook_tokenauth: ["url"],
  webhook_basicauth: ["url", "username", "password"],
  pubsub: ["topic"],
  sms: ["number"],
  slack: ["channel_name", "auth_token"],
  pagerduty: ["service_key"],
  local_file: ["path"],
};

/** Answered in part only. */
const secretLabels = ["password", "auth_token", "service_key"];

/** @throws StatusError INVALID_ARGUMENT */
export function checkChannel(channel: Message): void {
  const type = textOf(channel, "type");
  const needed = Object.hasOwn(types, type) ? types[type] : undefined;
  if (!needed)
    throw invalid(`Field notification_channel.type had an invalid value of "${type}": no such channel type.`);
  const labels = messageOf(channel, "labels") as Record<string, string>;
  for (const key of Object.keys(labels))
    if (!needed.includes(key))
      throw invalid(
        `Field notification_channel.labels had an invalid value: "${key}" is not a label of ${type}.`,
      );
  for (const key of needed)
    if (labels[key] === undefined)
      throw invalid(`Field notification_channel.labels had an invalid value: "${key}" is required.`);
  const { email_address: email, url } = labels;
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email))
    throw invalid(`Field notification_channel.labels["email_address"] had an invalid value of "${email}".`);
  if (url !== undefined && !(/^https?:\/\//.test(url) && URL.canParse(url)))
    throw invalid(`Field notification_channel.labels["url"] had an invalid value of "${url}".`);
  checkUserLabels(channel, "notification_channel");
}

export function channelView(channel: Message): Message {
  const labels = Object.entries(messageOf(channel, "labels")).map(([key, value]) => [
    key,
    secretLabels.includes(key) ? "**********" : value,
  ]);
  return { ...channel, labels: Object.fromEntries(labels) as Message };
}

/** What a caller has read may stand for what is kept. */
export function withSecrets(channel: Message, kept: Message): Message {
  const before = messageOf(kept, "labels");
  const labels = Object.entries(messageOf(channel, "labels")).map(([key, value]) => [
    key,
    secretLabels.includes(key) && value === "**********" ? before[key] : value,
  ]);
  return { ...channel, labels: Object.fromEntries(labels) as Message };
}
