// Topics and publishing.
// https://cloud.google.com/pubsub/docs/reference/rpc/google.pubsub.v1#publisher
import { invalid, messageOf } from "../fields.ts";
import type { Message, UnaryMethod } from "../../message.ts";
import type { PubSubParts } from "./parts.ts";
import type { NewMessage } from "./messages/message-table.ts";
import {
  alreadyExists,
  checkLabels,
  checkName,
  projectPrefix,
  maskedFields,
  pageOf,
  policyResource,
  refuseFields,
} from "./names.ts";
import type { Topic } from "./registry.ts";
import { checkRange, day, minute } from "./subscription.ts";

/** https://cloud.google.com/pubsub/quotas#resource_limits */
const limits = { bytes: 10 * 1024 * 1024, messages: 1000, attributes: 100, key: 256, value: 1024 };

const notEmulated = ["schemaSettings", "ingestionDataSourceSettings", "messageTransforms", "tags"] as const;

const mutable = [
  "labels",
  "message_retention_duration",
  "message_storage_policy",
  // Kept and answered; nothing is encrypted.
  "kms_key_name",
  // Not emulated: they may be named to say that they stay unset.
  "schema_settings",
  "ingestion_data_source_settings",
  "message_transforms",
] as const;
const immutable = ["name", "state"] as const;

export function publisherMethods({
  context: { policies, store },
  engine,
  registry,
  keptMessages,
}: PubSubParts): Record<string, UnaryMethod> {
  return {
    CreateTopic(request) {
      const name = checkName("topics", request["name"]);
      const topic = checkedTopic({ ...request, name });
      if (registry.topic(name)) throw alreadyExists(name);
      registry.putTopic(topic);
      return { ...topic };
    },
    GetTopic: (request) => ({ ...registry.requireTopic(request["topic"]) }),
    UpdateTopic(request) {
      const given = messageOf(request, "topic");
      const topic = registry.requireTopic(given["name"]);
      const fields = maskedFields({ kind: "Topic", mask: request["updateMask"] }, mutable, immutable);
      const changed: Message = { ...topic };
      for (const field of fields) {
        if (given[field] === undefined) delete changed[field];
        else changed[field] = given[field];
      }
      const updated = checkedTopic(changed);
      registry.putTopic(updated);
      if (!updated.messageRetentionDuration) keptMessages.dropAll(updated.name);
      return { ...updated };
    },
    ListTopics(request) {
      const prefix = projectPrefix(request["project"]);
      const topics = registry.topics().filter(({ name }) => name.startsWith(prefix));
      const { page, ...rest } = pageOf(topics, request);
      return { topics: page, ...rest };
    },
    ListTopicSubscriptions(request) {
      const { name } = registry.requireTopic(request["topic"]);
      const attached = registry.subscriptions().filter(({ topic, detached }) => topic === name && !detached);
      const { page, ...rest } = pageOf(attached, request);
      return { subscriptions: page.map((subscription) => subscription.name), ...rest };
    },
    DeleteTopic(request) {
      const { name } = registry.requireTopic(request["topic"]);
      registry.deleteTopic(name);
      keptMessages.dropAll(name);
      policies.remove(policyResource(name));
      return {};
    },
    Publish(request) {
      const { name } = registry.requireTopic(request["topic"]);
      const messages = checkedMessages((request["messages"] as Partial<NewMessage>[] | undefined) ?? []);
      return {
        messageIds: store.transaction(() => messages.map((message) => engine.publish(name, message))),
      };
    },
    DetachSubscription(request) {
      const subscription = registry.requireSubscription(request["subscription"]);
      store.transaction(() => {
        engine.removed(subscription.name);
        registry.putSubscription({ ...subscription, detached: true });
      });
      return {};
    },
  };
}

function checkedTopic(message: Message): Topic {
  refuseFields("topic", message, notEmulated);
  const { name, labels, messageStoragePolicy, messageRetentionDuration, kmsKeyName } =
    message as unknown as Topic;
  checkLabels(labels);
  if (messageRetentionDuration) {
    checkRange("message_retention_duration", messageRetentionDuration, 10 * minute, 31 * day);
  }
  return {
    name,
    ...(labels && { labels }),
    ...(messageStoragePolicy && { messageStoragePolicy }),
    ...(messageRetentionDuration && { messageRetentionDuration }),
    ...(kmsKeyName && { kmsKeyName }),
  };
}

/** @throws StatusError INVALID_ARGUMENT when a limit is broken. */
export function checkedMessages(messages: Partial<NewMessage>[]): NewMessage[] {
  if (messages.length === 0) throw invalid("The publish request must contain at least one message.");
  if (messages.length > limits.messages) {
    throw invalid(
      `The value for message count is too large. You passed ${messages.length} in the request, but the maximum value is ${limits.messages}.`,
    );
  }
  let total = 0;
  const checked = messages.map(({ data = Buffer.alloc(0), attributes = {}, orderingKey = "" }) => {
    const entries = Object.entries(attributes);
    if (data.length === 0 && entries.length === 0 && orderingKey === "") {
      throw invalid(
        "Some messages in the publish request are empty: each must have data, an attribute or an ordering key.",
      );
    }
    if (entries.length > limits.attributes) {
      throw invalid(`A message can have at most ${limits.attributes} attributes.`);
    }
    for (const [key, value] of entries) {
      if (key === "" || Buffer.byteLength(key) > limits.key || Buffer.byteLength(value) > limits.value) {
        throw invalid(
          `An attribute key must have 1 to ${limits.key} bytes and its value at most ${limits.value} (key=${key}).`,
        );
      }
      // By these Google's own clients hand their traces on.
      if (key.startsWith("goog") && !key.startsWith("googclient_"))
        throw invalid(`Attribute keys must not start with goog (key=${key}).`);
      total += Buffer.byteLength(key) + Buffer.byteLength(value);
    }
    if (Buffer.byteLength(orderingKey) > 1024) {
      throw invalid("An ordering key must not be longer than 1024 bytes.");
    }
    total += data.length;
    return { data, attributes, orderingKey };
  });
  if (total > limits.bytes) {
    throw invalid(
      `The value for message size is too large. You passed ${total} in the request, but the maximum value is ${limits.bytes}.`,
    );
  }
  return checked;
}
