// One push: the HTTP request that a receiver gets.
// https://cloud.google.com/pubsub/docs/push#receive_push
import { randomBytes } from "node:crypto";
import { Agent, request as requestHttp, type IncomingMessage } from "node:http";
import { Agent as TlsAgent, request as requestHttps } from "node:https";
import { after, type Clock } from "../../../core/clock.ts";
import type { Delivery } from "./messages/message-table.ts";
import type { Subscription } from "./subscription.ts";

export interface PushRequest {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** @param token of the account that the subscription pushes as, if it names one */
export function pushRequest(
  subscription: Subscription,
  delivery: Delivery,
  token: string | undefined,
): PushRequest {
  const { pushEndpoint, noWrapper } = subscription.pushConfig;
  const headers = {
    "user-agent": "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)",
    from: "noreply@google.com",
    accept: "application/json",
    traceparent: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const url = pushEndpoint!;
  if (!noWrapper) {
    const body = Buffer.from(JSON.stringify(envelope(subscription, delivery)));
    return { url, headers: { ...headers, "content-type": "application/json" }, body };
  }
  const metadata = noWrapper.writeMetadata ? metadataHeaders(subscription, delivery) : {};
  return { url, headers: { ...headers, ...metadata }, body: delivery.data };
}

function envelope(subscription: Subscription, delivery: Delivery): Record<string, unknown> {
  const { data, attributes, orderingKey, failures } = delivery;
  const messageId = String(delivery.id);
  const publishTime = new Date(delivery.publishedAt).toISOString();
  return {
    message: {
      ...(Object.keys(attributes).length > 0 && { attributes }),
      ...(data.length > 0 && { data: data.toString("base64") }),
      messageId,
      message_id: messageId,
      ...(orderingKey !== "" && { orderingKey }),
      publishTime,
      publish_time: publishTime,
    },
    subscription: subscription.name,
    ...(subscription.deadLetterPolicy && { deliveryAttempt: failures + 1 }),
  };
}

/** https://cloud.google.com/pubsub/docs/payload-unwrapping */
function metadataHeaders(subscription: Subscription, delivery: Delivery): Record<string, string> {
  const headers: Record<string, string> = {
    "x-goog-pubsub-subscription-name": subscription.name,
    "x-goog-pubsub-message-id": String(delivery.id),
    "x-goog-pubsub-publish-time": new Date(delivery.publishedAt).toISOString(),
  };
  if (delivery.orderingKey !== "") headers["x-goog-pubsub-ordering-key"] = delivery.orderingKey;
  if (subscription.deadLetterPolicy) headers["x-goog-pubsub-delivery-attempt"] = `${delivery.failures + 1}`;
  for (const [key, value] of Object.entries(delivery.attributes)) {
    // What HTTP cannot carry as a header is left out, as Google does.
    const isHeader = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(key) && /^[\t\x20-\x7e]*$/.test(value);
    if (isHeader && !key.toLowerCase().startsWith("x-goog-pubsub-")) headers[key] = value;
  }
  return headers;
}

/** The answers that acknowledge; redirects are not followed and count as failures. */
const acknowledging: ReadonlySet<number | undefined> = new Set([102, 200, 201, 202, 204]);

export function createPusher(clock: Clock) {
  const plain = new Agent({ keepAlive: true, maxFreeSockets: 256 });
  const tls = new TlsAgent({ keepAlive: true, maxFreeSockets: 256 });

  function send(
    { url, headers, body }: PushRequest,
    signal: AbortSignal,
    mayRepeat = true,
  ): Promise<boolean> {
    const isTls = url.startsWith("https:");
    return new Promise((resolve, reject) => {
      const options = {
        method: "POST",
        headers: { ...headers, "content-length": body.length },
        agent: isTls ? tls : plain,
        signal,
      };
      const request = isTls ? requestHttps(url, options) : requestHttp(url, options);
      request.on("information", ({ statusCode }) => {
        if (acknowledging.has(statusCode)) resolve(true);
      });
      request.on("response", (response: IncomingMessage) => {
        const isAcknowledged = acknowledging.has(response.statusCode);
        response.resume();
        response.on("close", () => resolve(isAcknowledged));
        response.on("error", () => resolve(isAcknowledged));
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        // A kept connection that the receiver closed meanwhile is no failure of the receiver.
        if (mayRepeat && request.reusedSocket && error.code === "ECONNRESET" && !signal.aborted) {
          send({ url, headers, body }, signal, false).then(resolve, reject);
        } else reject(error);
      });
      request.end(body);
    });
  }

  return {
    /** Whether the receiver acknowledged before the deadline. Rejects when it could not be asked. */
    async push(request: PushRequest, deadlineMs: number, signal: AbortSignal): Promise<boolean> {
      const done = new AbortController();
      const stopped = AbortSignal.any([signal, done.signal]);
      after(clock, deadlineMs, stopped, () => done.abort());
      try {
        return await send(request, stopped);
      } finally {
        // With a reason: without one an error with its stack is made for every push.
        done.abort("over");
      }
    },
    close() {
      plain.destroy();
      tls.destroy();
    },
  };
}
