// Pub/Sub's push envelope around a Cloud Storage notification:
// https://docs.cloud.google.com/pubsub/docs/push#receive_push and
// https://docs.cloud.google.com/storage/docs/pubsub-notifications#attributes

import { parseJsonText } from "../../core/text/json-text.ts";
import { isGeneration } from "../../core/generation.ts";
import type { StoredObject } from "../storage/object-store.ts";

export interface Notification {
  eventType: string;
  bucket: string;
  name: string;
  /** An int64 as text: it does not fit a number. */
  generation: string;
  messageId: string;
  /** Set when an older generation stood under that name. */
  isOverwrite?: true;
  /** From 1; present when the subscription has a dead-letter policy. */
  deliveryAttempt?: number;
  /** Deliveries without success, of what has become a dead letter. */
  givenUpAfter?: number;
  /** The object as it was when it was announced; present when the notification's payload is JSON_API_V1. */
  announced?: StoredObject;
}

export type Decoded =
  | { kind: "notification"; notification: Notification }
  /** From Pub/Sub, but it can never be worked on; `messageId` as far as there is one. */
  | { kind: "malformed"; problem: string; messageId?: string }
  /** Not from Pub/Sub at all; `status` is what HTTP has for it. */
  | { kind: "foreign"; status: 400 | 415; problem: string };

export function decodePush(contentType: string | undefined, body: string): Decoded {
  const mediaType = contentType?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    return {
      kind: "foreign",
      status: 415,
      problem: `The content type is ${mediaType ?? "missing"}, not application/json.`,
    };
  }
  let envelope: unknown;
  try {
    envelope = parseJsonText(body);
  } catch {
    return { kind: "malformed", problem: "The body is not JSON." };
  }
  const message = isRecord(envelope) ? envelope["message"] : undefined;
  if (!isRecord(envelope) || !isRecord(message)) {
    return { kind: "foreign", status: 400, problem: "The body has no `message`, so it is no Pub/Sub push." };
  }
  const messageId = text(message["messageId"]) ?? text(message["message_id"]);
  const attributes = isRecord(message["attributes"]) ? message["attributes"] : {};
  const needed = ["eventType", "bucketId", "objectId", "objectGeneration"] as const;
  const missing = needed.filter((key) => text(attributes[key]) === undefined);
  const generation = text(attributes["objectGeneration"]);
  const problem =
    missing.length > 0
      ? `The message has no attribute ${missing.join(", ")}, so it is no Cloud Storage notification.`
      : isGeneration(generation ?? "")
        ? undefined
        : `The attribute objectGeneration is "${generation}", not the number of a generation.`;
  if (problem !== undefined) {
    return { kind: "malformed", problem, ...(messageId !== undefined && { messageId }) };
  }
  const attempt = envelope["deliveryAttempt"];
  // https://docs.cloud.google.com/pubsub/docs/dead-letter-topics#how_dead_letter_topics_work
  const deliveries = Number(attributes["CloudPubSubDeadLetterSourceDeliveryCount"] ?? Number.NaN);
  const notification: Notification = {
    eventType: attributes["eventType"] as string,
    bucket: attributes["bucketId"] as string,
    name: attributes["objectId"] as string,
    generation: generation!,
    messageId: messageId ?? "",
    ...(attributes["overwroteGeneration"] !== undefined && { isOverwrite: true }),
    ...(typeof attempt === "number" && { deliveryAttempt: attempt }),
    ...(Number.isInteger(deliveries) && { givenUpAfter: deliveries }),
  };
  const announced = announcedObject(notification, message["data"]);
  return { kind: "notification", notification: { ...notification, ...(announced && { announced }) } };
}

/** What the payload says of the object; undefined when there is none, or it speaks of another one. */
function announcedObject(
  { bucket, name, generation }: Notification,
  data: unknown,
): StoredObject | undefined {
  let resource: unknown;
  try {
    resource = parseJsonText(Buffer.from(text(data) ?? "", "base64").toString());
  } catch {
    return undefined;
  }
  if (!isRecord(resource)) return undefined;
  const { size, crc32c, contentEncoding, metadata } = resource;
  const isOurs =
    resource["bucket"] === bucket && resource["name"] === name && resource["generation"] === generation;
  if (!isOurs || typeof size !== "string" || !/^\d{1,19}$/.test(size)) return undefined;
  const custom = Object.entries(isRecord(metadata) ? metadata : {});
  return {
    bucket,
    name,
    generation,
    bytes: Number(size),
    ...(typeof crc32c === "string" && { crc32c }),
    ...(typeof contentEncoding === "string" && { contentEncoding }),
    metadata: Object.fromEntries(
      custom.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
