// Each kind as Terraform's provider describes it. A spec is taken apart to the last field, so that the compiler asks for
// a line here when a kind gets a new one.
import type { Node } from "../engine/node.ts";
import type { Settled } from "../engine/unknown.ts";
import { alertPolicy } from "../resources/alerts/alert-policy.ts";
import { notificationChannel } from "../resources/alerts/notification-channel.ts";
import { artifactRepository, type ArtifactRepositorySpec } from "../resources/artifact-repository.ts";
import { bucket, type BucketSpec } from "../resources/bucket.ts";
import type { IamMemberSpec } from "../resources/iam-member.ts";
import { notification, type NotificationLive, type NotificationSpec } from "../resources/notification.ts";
import {
  pubsubSubscription,
  type PushSpec,
  type SubscriptionSpec,
} from "../resources/pubsub-subscription.ts";
import { pubsubTopic, type TopicSpec } from "../resources/pubsub-topic.ts";
import { runJob } from "../resources/run/run-job.ts";
import { runService } from "../resources/run/run-service.ts";
import { scheduleJob } from "../resources/schedule-job.ts";
import { serviceAccount, type ServiceAccountSpec } from "../resources/service-account.ts";
import { channelOf, policyOf } from "./alert-resources.ts";
import type { Exported } from "./exported.ts";
import { block, type Body } from "./hcl.ts";
import { exportedMember } from "./iam-resources.ts";
import type { References } from "./references.ts";
import { jobOf, serviceOf } from "./run-resources.ts";
import { scheduleOf } from "./schedule-resource.ts";

type Export = (spec: never, references: References, live: never) => Exported | undefined;

const exporters: ReadonlyMap<string, Export> = new Map<string, Export>([
  [bucket.kind, bucketOf],
  [notification.kind, notificationOf],
  [pubsubTopic.kind, topicOf],
  [pubsubSubscription.kind, subscriptionOf],
  [artifactRepository.kind, repositoryOf],
  [serviceAccount.kind, accountOf],
  [runService.kind, serviceOf],
  [runJob.kind, jobOf],
  [scheduleJob.kind, scheduleOf],
  [notificationChannel.kind, channelOf],
  [alertPolicy.kind, policyOf],
]);

/** Undefined for a kind that is no resource in Terraform: what is read, and the image, which is built elsewhere. */
export function exported(
  { resource }: Node,
  spec: unknown,
  references: References,
  live: unknown,
): Exported | undefined {
  if (resource.kind.endsWith(".iamMember")) return exportedMember(spec as Settled<IamMemberSpec>, references);
  return exporters.get(resource.kind)?.(spec as never, references, live as never);
}

function bucketOf(spec: Settled<BucketSpec>): Exported {
  const { bucket: name, location, retentionDays, encryptionKey, labels, ...rest } = spec;
  const { projectNumber: _checked, ...others } = rest;
  others satisfies Record<string, never>;
  return {
    type: "google_storage_bucket",
    id: name,
    body: [
      ["name", name],
      ["location", location.toUpperCase()],
      ["uniform_bucket_level_access", true],
      ["public_access_prevention", "enforced"],
      ["labels", labels],
      block("soft_delete_policy", [["retention_duration_seconds", 0]]),
      encryptionKey === undefined
        ? undefined
        : block("encryption", [["default_kms_key_name", encryptionKey]]),
      retentionDays === 0
        ? undefined
        : block("lifecycle_rule", [
            block("action", [["type", "Delete"]]),
            block("condition", [["age", retentionDays]]),
          ]),
    ],
  };
}

function notificationOf(
  spec: Settled<NotificationSpec>,
  references: References,
  live: NotificationLive,
): Exported {
  const { bucket: name, topic, attributes, ...others } = spec;
  others satisfies Record<string, never>;
  return {
    type: "google_storage_notification",
    id: `${name}/notificationConfigs/${live.configs[0]?.id ?? ""}`,
    body: [
      ["bucket", references.to(name)],
      ["topic", references.to(topic)],
      ["event_types", ["OBJECT_FINALIZE"]],
      ["payload_format", "JSON_API_V1"],
      ["custom_attributes", attributes],
    ],
  };
}

function topicOf(spec: Settled<TopicSpec>): Exported {
  const { project, topic, encryptionKey, labels, ...others } = spec;
  others satisfies Record<string, never>;
  return {
    type: "google_pubsub_topic",
    id: `projects/${project}/topics/${topic}`,
    body: [
      ["name", topic],
      ["kms_key_name", encryptionKey],
      ["labels", labels],
    ],
  };
}

function subscriptionOf(spec: Settled<SubscriptionSpec>, references: References): Exported {
  const { project, subscription, topic, ackDeadlineSeconds, retentionDays, labels, push, ...others } = spec;
  others satisfies Record<string, never>;
  return {
    type: "google_pubsub_subscription",
    id: `projects/${project}/subscriptions/${subscription}`,
    body: [
      ["name", subscription],
      ["topic", references.to(topic)],
      ["ack_deadline_seconds", ackDeadlineSeconds],
      ["message_retention_duration", `${retentionDays * 86_400}s`],
      ["labels", labels],
      // Empty means never.
      block("expiration_policy", [["ttl", ""]]),
      ...(push === undefined ? [] : pushBlocks(push, references)),
    ],
  };
}

function pushBlocks(push: Settled<PushSpec>, references: References): Body {
  const { endpoint, serviceAccount: account, audience, deadLetters, ...waits } = push;
  const { minimumBackoffSeconds, maximumBackoffSeconds, ...others } = waits;
  others satisfies Record<string, never>;
  return [
    block("push_config", [
      ["push_endpoint", references.to(endpoint)],
      block("oidc_token", [
        ["service_account_email", references.to(account)],
        ["audience", references.to(audience)],
      ]),
    ]),
    block("retry_policy", [
      ["minimum_backoff", `${minimumBackoffSeconds}s`],
      ["maximum_backoff", `${maximumBackoffSeconds}s`],
    ]),
    deadLetters &&
      block("dead_letter_policy", [
        ["dead_letter_topic", references.to(deadLetters.topic)],
        ["max_delivery_attempts", deadLetters.maxDeliveryAttempts],
      ]),
  ];
}

function repositoryOf(spec: Settled<ArtifactRepositorySpec>, references: References): Exported {
  const { project, region, repository, description, encryptionKey, labels, ...others } = spec;
  others satisfies Record<string, never>;
  return {
    type: "google_artifact_registry_repository",
    id: `projects/${project}/locations/${region}/repositories/${repository}`,
    body: [
      ["repository_id", repository],
      ["location", references.to(region)],
      ["format", "DOCKER"],
      ["description", description],
      ["kms_key_name", encryptionKey],
      ["labels", labels],
    ],
  };
}

function accountOf(spec: Settled<ServiceAccountSpec>): Exported {
  const { project, accountId, email, displayName, description, marker: _inDescription, ...others } = spec;
  others satisfies Record<string, never>;
  return {
    type: "google_service_account",
    id: `projects/${project}/serviceAccounts/${email}`,
    body: [
      ["account_id", accountId],
      ["display_name", displayName],
      ["description", description],
    ],
  };
}
