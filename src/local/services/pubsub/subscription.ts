// What a subscription is: its fields as they are kept and answered, Google's defaults and Google's limits.
// https://cloud.google.com/pubsub/docs/reference/rpc/google.pubsub.v1#subscription
import { invalid } from "../fields.ts";
import type { Message } from "../../message.ts";
import { millisecondsOf, type Timestamp as Duration } from "../timestamp.ts";
import { compileFilter } from "./filter.ts";
import { checkLabels, checkName, notFound, refuseFields } from "./names.ts";

export const minute = 60;
export const day = 24 * 60 * minute;

const seconds = (count: number): Duration => ({ seconds: String(count) });

export interface PushConfig {
  pushEndpoint?: string;
  attributes?: Record<string, string>;
  oidcToken?: { serviceAccountEmail?: string; audience?: string };
  pubsubWrapper?: Message;
  noWrapper?: { writeMetadata?: boolean };
}

export interface Subscription {
  name: string;
  topic: string;
  pushConfig: PushConfig;
  ackDeadlineSeconds: number;
  messageRetentionDuration: Duration;
  /** Empty: never expires. */
  expirationPolicy: { ttl?: Duration };
  labels?: Record<string, string>;
  retainAckedMessages?: boolean;
  enableMessageOrdering?: boolean;
  filter?: string;
  deadLetterPolicy?: { deadLetterTopic: string; maxDeliveryAttempts: number };
  retryPolicy?: { minimumBackoff: Duration; maximumBackoff: Duration };
  detached?: boolean;
  /** How often it was sought: what is acknowledged for a delivery before a seek says nothing of the one after. */
  seeks?: number;
}

export interface SubscriptionChecks {
  accountExists(email: string): boolean;
  topicExists(name: string): boolean;
}

export const mutableFields = [
  "ack_deadline_seconds",
  "dead_letter_policy",
  "expiration_policy",
  "labels",
  "message_retention_duration",
  "push_config",
  "retain_acked_messages",
  "retry_policy",
  // Not emulated: they may be named to say that they stay unset.
  "bigquery_config",
  "cloud_storage_config",
  "bigtable_config",
  "enable_exactly_once_delivery",
  "message_transforms",
] as const;

export const immutableFields = [
  "name",
  "topic",
  "filter",
  "enable_message_ordering",
  "detached",
  "state",
  "topic_message_retention_duration",
] as const;

const notEmulated = [
  "bigqueryConfig",
  "cloudStorageConfig",
  "bigtableConfig",
  "enableExactlyOnceDelivery",
  "messageTransforms",
  "tags",
] as const;

/**
 * A subscription as Google would keep it: checked, and with the server's defaults filled in.
 * @throws StatusError
 */
export function normalized(message: Message, checks: SubscriptionChecks): Subscription {
  refuseFields("subscription", message, notEmulated);
  const given = message as Partial<Subscription>;
  checkLabels(given.labels);

  const ackDeadlineSeconds = given.ackDeadlineSeconds || 10;
  if (ackDeadlineSeconds < 10 || ackDeadlineSeconds > 600) {
    throw invalid(
      `Invalid ack deadline given (ack_deadline_seconds=${ackDeadlineSeconds}). The ack deadline must be between 10 and 600 seconds.`,
    );
  }
  const retention = given.messageRetentionDuration ?? seconds(7 * day);
  checkRange("message_retention_duration", retention, 10 * minute, 31 * day);
  const expiration = given.expirationPolicy ?? { ttl: seconds(31 * day) };
  if (expiration.ttl) {
    checkRange("expiration_policy.ttl", expiration.ttl, day, 365 * day);
    if (millisecondsOf(expiration.ttl) < millisecondsOf(retention)) {
      throw invalid("The expiration_policy.ttl must not be less than the message_retention_duration.");
    }
  }
  const filter = given.filter;
  if (filter !== undefined) checkFilter(filter);
  const deadLetterPolicy = given.deadLetterPolicy && checkDeadLetter(given.deadLetterPolicy, checks);
  const retryPolicy = given.retryPolicy && checkRetry(given.retryPolicy);
  return {
    name: given.name!,
    topic: given.topic!,
    pushConfig: checkPush(given.pushConfig ?? {}, checks),
    ackDeadlineSeconds,
    messageRetentionDuration: retention,
    expirationPolicy: expiration,
    ...(given.labels && { labels: given.labels }),
    ...(given.retainAckedMessages && { retainAckedMessages: true }),
    ...(given.enableMessageOrdering && { enableMessageOrdering: true }),
    ...(filter && { filter }),
    ...(deadLetterPolicy && { deadLetterPolicy }),
    ...(retryPolicy && { retryPolicy }),
    ...(given.detached && { detached: true }),
    ...(given.seeks && { seeks: given.seeks }),
  };
}

/** Which form of envelope an endpoint gets. */
const versionAttribute = "x-goog-version";

/** Google says the attributes of a push configuration back in the answer to the call that sets them, and never again. */
export const withAttributes = (answer: Message, attributes: PushConfig["attributes"]): Message => ({
  ...answer,
  pushConfig: { ...(answer["pushConfig"] as PushConfig), ...(attributes && { attributes }) },
});

/** An answer to an update names the version, also where there is no endpoint. */
export const updatedAttributes = (given: PushConfig | undefined): PushConfig["attributes"] => ({
  [versionAttribute]: "v1",
  ...given?.attributes,
});

export function checkPush(config: PushConfig, checks: SubscriptionChecks): PushConfig {
  const { pushEndpoint, oidcToken, attributes } = config;
  if (!pushEndpoint) return {};
  const url = URL.parse(pushEndpoint);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    throw invalid(`Invalid push endpoint given (endpoint=${pushEndpoint}).`);
  }
  const version = attributes?.[versionAttribute];
  if (version !== undefined && !["v1", "v1beta1", "v1beta2"].includes(version)) {
    throw invalid(`Invalid push config attribute given (x-goog-version=${version}).`);
  }
  if (oidcToken) {
    const email = oidcToken.serviceAccountEmail;
    if (!email) throw invalid("The oidc_token in the push_config must name a service_account_email.");
    if (!checks.accountExists(email)) throw invalid(`Service account ${email} does not exist.`);
  }
  const { attributes: _, ...kept } = config;
  return kept;
}

function checkFilter(filter: string): void {
  if (Buffer.byteLength(filter) > 256) throw invalid("The filter must not be longer than 256 bytes.");
  try {
    compileFilter(filter);
  } catch (error) {
    throw invalid(`Invalid filter given (filter=${filter}): ${(error as Error).message}.`);
  }
}

function checkDeadLetter(
  { deadLetterTopic, maxDeliveryAttempts }: Partial<NonNullable<Subscription["deadLetterPolicy"]>>,
  checks: SubscriptionChecks,
): NonNullable<Subscription["deadLetterPolicy"]> {
  const attempts = maxDeliveryAttempts || 5;
  if (attempts < 5 || attempts > 100) {
    throw invalid(
      `Invalid dead letter policy given (max_delivery_attempts=${attempts}). The value must be between 5 and 100.`,
    );
  }
  const topic = checkName("topics", deadLetterTopic);
  if (!checks.topicExists(topic)) {
    throw notFound(topic);
  }
  return { deadLetterTopic: topic, maxDeliveryAttempts: attempts };
}

function checkRetry({
  minimumBackoff = seconds(10),
  maximumBackoff = seconds(600),
}: Partial<NonNullable<Subscription["retryPolicy"]>>): NonNullable<Subscription["retryPolicy"]> {
  checkRange("retry_policy.minimum_backoff", minimumBackoff, 0, 600);
  checkRange("retry_policy.maximum_backoff", maximumBackoff, 0, 600);
  if (millisecondsOf(minimumBackoff) > millisecondsOf(maximumBackoff)) {
    throw invalid("The retry_policy.minimum_backoff must not be greater than the maximum_backoff.");
  }
  return { minimumBackoff, maximumBackoff };
}

export function checkRange(field: string, duration: Duration, least: number, most: number): void {
  const ms = millisecondsOf(duration);
  if (ms >= least * 1000 && ms <= most * 1000) return;
  throw invalid(`Invalid ${field} given (${ms / 1000}s). The value must be between ${least}s and ${most}s.`);
}
