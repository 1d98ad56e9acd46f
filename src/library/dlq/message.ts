// A dead-letter message: a notification that the service kept failing on, with what Pub/Sub wrote on it.
// https://docs.cloud.google.com/pubsub/docs/dead-letter-topics
import type { protos } from "@google-cloud/pubsub-api";

/** Which object a notification is about. */
export interface InputObject {
  bucket: string;
  name: string;
  /** An int64 as text. */
  generation: string;
  /** `gs://...` */
  uri: string;
}

/** What a message by itself says. */
export interface MessageFacts {
  /** Message id on the dead-letter topic; the id of the original message is not kept by Pub/Sub. */
  id: string;
  /** Undefined when the message is no notification of an object. */
  input: InputObject | undefined;
  /** How often it was delivered without success. */
  deliveries: number;
  /** How often it was replayed before. */
  replays: number;
  /** ISO times. When the object was written, when the message (or its last replay) was published, when it was given up. */
  uploadedAt: string | undefined;
  publishedAt: string | undefined;
  deadLetteredAt: string;
}

export interface DeadMessage extends MessageFacts {
  /** Of the present lease; changes with every pull. */
  ackId: string;
  data: Uint8Array;
  /** All of them, Pub/Sub's own included. */
  attributes: Readonly<Record<string, string>>;
}

export type Received = protos.google.pubsub.v1.IReceivedMessage;

const sourcePrefix = "CloudPubSubDeadLetterSource";
/** Counts replays: Pub/Sub keeps the attributes of a message that it gives up, so the count survives the next failure. */
export const replaysAttribute = "cloud-runner-replays";
/** An input that failed after so many replays will hardly work by itself; `--force` replays it all the same. */
export const replayLimit = 3;

export function messageFrom({ ackId, message }: Received): DeadMessage {
  const attributes = { ...message?.attributes };
  const { bucketId: bucket, objectId: name, objectGeneration: generation, eventTime } = attributes;
  const data = message?.data ?? "";
  const { seconds, nanos } = message?.publishTime ?? {};
  const published = attributes[`${sourcePrefix}TopicPublishTime`];
  return {
    id: message?.messageId ?? "",
    ackId: ackId ?? "",
    data: typeof data === "string" ? Buffer.from(data, "base64") : data,
    attributes,
    input:
      bucket && name && generation ? { bucket, name, generation, uri: `gs://${bucket}/${name}` } : undefined,
    deliveries: countOf(attributes[`${sourcePrefix}DeliveryCount`]),
    replays: countOf(attributes[replaysAttribute]),
    uploadedAt: isoOf(eventTime),
    publishedAt: isoOf(published),
    deadLetteredAt: new Date(Number(seconds ?? 0) * 1000 + Math.floor((nanos ?? 0) / 1e6)).toISOString(),
  };
}

/** What is published to bring it back: the message as it was, and one replay more. */
export function replayOf({ data, attributes, replays }: DeadMessage): {
  data: Uint8Array;
  attributes: Record<string, string>;
} {
  const own = Object.entries(attributes).filter(([key]) => !key.startsWith(sourcePrefix));
  return { data, attributes: { ...Object.fromEntries(own), [replaysAttribute]: String(replays + 1) } };
}

/** Custom metadata of the object as the notification has it, for when the object itself is gone. */
export function announcedMetadata({ data }: DeadMessage): Record<string, string> {
  let resource: unknown;
  try {
    resource = JSON.parse(Buffer.from(data).toString("utf8"));
  } catch {
    return {};
  }
  const { metadata } = (resource ?? {}) as { metadata?: unknown };
  if (typeof metadata !== "object" || metadata === null) return {};
  return Object.fromEntries(
    Object.entries(metadata).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

const countOf = (text: string | undefined): number =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;

function isoOf(text: string | undefined): string | undefined {
  const at = new Date(text ?? "");
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
