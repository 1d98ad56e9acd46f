// Bucket notifications: what happens to objects is published to Pub/Sub topics.
// https://cloud.google.com/storage/docs/json_api/v1/notifications and https://cloud.google.com/storage/docs/pubsub-notifications
import type { ServiceContext } from "../../service.ts";
import { holdsPubSubRole } from "../pubsub-grants.ts";
import { invalid, notFound, required, StorageError } from "./storage-error.ts";

const eventTypes = ["OBJECT_FINALIZE", "OBJECT_METADATA_UPDATE", "OBJECT_DELETE", "OBJECT_ARCHIVE"] as const;

export type EventType = (typeof eventTypes)[number];

export interface NotificationConfig {
  id: string;
  /** `projects/P/topics/T` */
  topic: string;
  eventTypes?: EventType[];
  payloadFormat: "JSON_API_V1" | "NONE";
  objectNamePrefix?: string;
  customAttributes?: Record<string, string>;
}

export interface Message {
  data: Buffer;
  attributes: Record<string, string>;
}

export interface ObjectEvent {
  type: EventType;
  bucket: string;
  name: string;
  generation: number;
  resource: Record<string, unknown>;
  overwroteGeneration?: number;
  overwrittenByGeneration?: number;
}

export type Notifications = ReturnType<typeof openNotifications>;

interface Kept {
  nextId: number;
  configs: NotificationConfig[];
}

const topicPrefix = "//pubsub.googleapis.com/";

export function openNotifications(
  { store, policies, clock, httpUrl }: ServiceContext,
  topicExists: (topic: string) => boolean,
  /** E-mail of the account that publishes for the bucket. */
  agentOf: (bucket: string) => string,
) {
  const kept = store.collection<Kept>("storage_notifications");
  const read = (bucket: string): Kept => kept.peek(bucket) ?? { nextId: 1, configs: [] };

  const mayPublish = (bucket: string, topic: string): boolean =>
    topicExists(topic) &&
    holdsPubSubRole(policies, {
      name: topic,
      role: "roles/pubsub.publisher",
      member: `serviceAccount:${agentOf(bucket)}`,
    });

  function get(bucket: string, id: string): NotificationConfig {
    const config = read(bucket).configs.find((candidate) => candidate.id === id);
    if (!config) throw notFound(`The specified notification ${id} does not exist.`);
    return config;
  }

  return {
    list: (bucket: string): NotificationConfig[] => read(bucket).configs,
    /** @throws StorageError 404 */
    get,
    /** @throws StorageError 400, or 403 when the topic is missing or may not be published to */
    insert(bucket: string, body: Record<string, unknown>): NotificationConfig {
      const { nextId, configs } = read(bucket);
      const config = parse(body, `${nextId}`);
      checkLimits(config, configs);
      if (!mayPublish(bucket, config.topic)) {
        throw new StorageError(
          403,
          "forbidden",
          `The service account '${agentOf(bucket)}' does not have permission to publish messages to to the Cloud Pub/Sub topic '${topicPrefix}${config.topic}', or that topic does not exist.`,
        );
      }
      kept.put(bucket, { nextId: nextId + 1, configs: [...configs, config] });
      return config;
    },
    /** @throws StorageError 404 */
    remove(bucket: string, id: string) {
      get(bucket, id);
      const { nextId, configs } = read(bucket);
      kept.put(bucket, { nextId, configs: configs.filter((config) => config.id !== id) });
    },
    removeAll: (bucket: string) => void kept.delete(bucket),
    resource: (bucket: string, config: NotificationConfig): Record<string, unknown> => ({
      kind: "storage#notification",
      id: config.id,
      selfLink: `${httpUrl()}/storage/v1/b/${bucket}/notificationConfigs/${config.id}`,
      topic: `${topicPrefix}${config.topic}`,
      payload_format: config.payloadFormat,
      ...(config.eventTypes && { event_types: config.eventTypes }),
      ...(config.objectNamePrefix !== undefined && { object_name_prefix: config.objectNamePrefix }),
      ...(config.customAttributes && { custom_attributes: config.customAttributes }),
      etag: config.id,
    }),
    /** The messages that an event gives, each with the topic that it goes to. */
    messages: (event: ObjectEvent): { config: string; topic: string; message: Message }[] =>
      read(event.bucket)
        .configs.filter((config) => isFor(config, event))
        .map((config) => ({
          config: config.id,
          topic: config.topic,
          message: messageOf(config, event, clock.now()),
        })),
    /** Whether the topic exists and Cloud Storage's agent may publish to it. */
    mayPublish,
  };
}

const isFor = ({ eventTypes: wanted, objectNamePrefix = "" }: NotificationConfig, event: ObjectEvent) =>
  (wanted === undefined || wanted.includes(event.type)) && event.name.startsWith(objectNamePrefix);

function messageOf(config: NotificationConfig, event: ObjectEvent, now: number): Message {
  const { overwroteGeneration, overwrittenByGeneration } = event;
  return {
    data: Buffer.from(config.payloadFormat === "NONE" ? "" : JSON.stringify(event.resource)),
    attributes: {
      ...config.customAttributes,
      notificationConfig: `projects/_/buckets/${event.bucket}/notificationConfigs/${config.id}`,
      eventType: event.type,
      payloadFormat: config.payloadFormat,
      bucketId: event.bucket,
      objectId: event.name,
      objectGeneration: `${event.generation}`,
      eventTime: new Date(now).toISOString().replace("Z", "000Z"),
      ...(overwroteGeneration !== undefined && { overwroteGeneration: `${overwroteGeneration}` }),
      ...(overwrittenByGeneration !== undefined && { overwrittenByGeneration: `${overwrittenByGeneration}` }),
    },
  };
}

function parse(body: Record<string, unknown>, id: string): NotificationConfig {
  const { topic, payload_format: payloadFormat, event_types: types } = body;
  const { object_name_prefix: objectNamePrefix, custom_attributes: customAttributes } = body;
  if (typeof topic !== "string" || topic === "") throw required("topic");
  // gcloud and Terraform leave the host out.
  const topicName = /^(?:\/\/pubsub\.googleapis\.com\/)?(projects\/[^/]+\/topics\/[^/]+)$/.exec(topic)?.[1];
  if (topicName === undefined) throw invalid(`Invalid Google Cloud Pub/Sub topic: '${topic}'`);
  if (payloadFormat !== "JSON_API_V1" && payloadFormat !== "NONE") {
    throw invalid(`Invalid payload format: ${JSON.stringify(payloadFormat ?? "")}`);
  }
  if (types !== undefined && !(Array.isArray(types) && types.every((type) => eventTypes.includes(type)))) {
    throw invalid(`Invalid event type: ${JSON.stringify(types)}`);
  }
  if (objectNamePrefix !== undefined && typeof objectNamePrefix !== "string") {
    throw invalid("Invalid value for: object_name_prefix is not a string");
  }
  const attributes = Object.entries((customAttributes ?? {}) as Record<string, unknown>);
  if (attributes.length > 5) throw invalid("A notification can have at most 5 custom attributes.");
  for (const [key, value] of attributes) {
    if (typeof value !== "string" || key.length > 256 || value.length > 1024) {
      throw invalid(`Invalid custom attribute: '${key}'`);
    }
  }
  return {
    id,
    topic: topicName,
    payloadFormat,
    ...(Array.isArray(types) && types.length > 0 && { eventTypes: types as EventType[] }),
    ...(objectNamePrefix && { objectNamePrefix }),
    ...(attributes.length > 0 && {
      customAttributes: Object.fromEntries(attributes) as Record<string, string>,
    }),
  };
}

/** https://cloud.google.com/storage/quotas#notifications */
function checkLimits(
  { eventTypes: types = [...eventTypes] }: NotificationConfig,
  others: NotificationConfig[],
) {
  if (others.length >= 100) throw invalid("A bucket can have at most 100 notification configurations.");
  for (const type of types) {
    const same = others.filter((other) => (other.eventTypes ?? eventTypes).includes(type));
    if (same.length >= 10) {
      throw invalid(`A bucket can have at most 10 notification configurations for the event ${type}.`);
    }
  }
}
