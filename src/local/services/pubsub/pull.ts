// Pull, streaming pull, and the acknowledgements of both.
// https://cloud.google.com/pubsub/docs/pull
import { invalid, textsOf } from "../fields.ts";
import type { Call, Message, StreamMethod, UnaryMethod } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import type { PubSubParts } from "./parts.ts";
import { timestampOf } from "../timestamp.ts";
import type { Delivery } from "./messages/message-table.ts";
import type { Subscription } from "./subscription.ts";

/** How long a Pull waits for a first message. */
const pullWaitMs = 2000;
const responseBytes = 10 * 1024 * 1024;
/** What a stream gets that sets no limit of its own. */
const unlimited = { messages: 10_000, bytes: 100 * 1024 * 1024 };

// An ack id names the delivery, not only the message: what comes late for a former delivery must not end the present one.
const ackId = (id: number, attempt: number, seeks: number): string =>
  Buffer.from(`${id}:${attempt}:${seeks}`).toString("base64url");

function readAckId(text: string): { id: number; attempt: number; seeks: number } {
  const match = /^([0-9]{1,15}):([0-9]{1,9})(?::([0-9]{1,9}))?$/.exec(
    Buffer.from(text, "base64url").toString(),
  );
  if (!match) throw invalid(`You have passed an invalid ack ID to the service (ack_id=${text}).`);
  return { id: Number(match[1]), attempt: Number(match[2]), seeks: Number(match[3] ?? 0) };
}

function received(delivery: Delivery, { deadLetterPolicy, seeks = 0 }: Subscription): Message {
  const { id, data, attributes, orderingKey, publishedAt, failures } = delivery;
  return {
    ackId: ackId(id, failures + 1, seeks),
    message: { data, attributes, orderingKey, messageId: String(id), publishTime: timestampOf(publishedAt) },
    ...(deadLetterPolicy && { deliveryAttempt: failures + 1 }),
  };
}

export function pullMethods({ context: { clock, store }, engine, registry }: PubSubParts): {
  methods: Record<string, UnaryMethod>;
  streams: Record<string, StreamMethod>;
} {
  function pullable(name: unknown): Subscription {
    const subscription = registry.requireSubscription(name);
    if (subscription.detached) {
      throw new StatusError("FAILED_PRECONDITION", "The subscription is detached from its topic.");
    }
    if (subscription.pushConfig.pushEndpoint) {
      throw new StatusError(
        "FAILED_PRECONDITION",
        "The subscription has a push endpoint; it cannot be pulled.",
      );
    }
    return subscription;
  }

  /** Those of deliveries after the last seek. */
  function present<T extends { seeks: number }>({ seeks = 0 }: Subscription, ids: T[]): T[] {
    return ids.filter((each) => each.seeks === seeks);
  }

  function acknowledge(subscription: Subscription, ackIds: string[]): void {
    const ids = present(subscription, ackIds.map(readAckId));
    if (ids.length === 0) return;
    store.transaction(() => {
      for (const { id } of ids) engine.acknowledge(subscription, id);
    });
  }

  function modifyDeadline(subscription: Subscription, changes: { ackId: string; seconds: number }[]): void {
    const read = changes.map((change) => ({ ...readAckId(change.ackId), seconds: change.seconds }));
    for (const { seconds } of read) {
      if (seconds < 0 || seconds > 600) {
        throw invalid(
          `Invalid ack deadline given (ack_deadline_seconds=${seconds}). It must be between 0 and 600 seconds.`,
        );
      }
    }
    const wanted = present(subscription, read);
    if (wanted.length === 0) return;
    store.transaction(() => {
      for (const { id, attempt, seconds } of wanted)
        engine.modifyDeadline(subscription.name, id, attempt, seconds);
    });
  }

  async function pull(request: Message, call: Call): Promise<Message> {
    const { name } = pullable(request["subscription"]);
    const messages = (request["maxMessages"] as number | undefined) ?? 0;
    if (messages <= 0) throw invalid("The max_messages of a pull must be greater than 0.");
    const answer = Promise.withResolvers<Message[]>();
    let isTaken = false;
    // From then on nothing may be leased to this call any more, even in the moment before it is detached.
    const answerWith = (taken: Message[]) => {
      isTaken = true;
      answer.resolve(taken);
    };
    const detach = engine.attach(name, {
      leaseSeconds: () => undefined,
      room: () => (isTaken ? { messages: 0, bytes: 0 } : { messages, bytes: responseBytes }),
      take: (deliveries, subscription) =>
        answerWith(deliveries.map((delivery) => received(delivery, subscription))),
      settled: () => undefined,
      cleared: () => undefined,
      end: (error) => answer.reject(error),
    });
    const done = new AbortController();
    const waitMs = request["returnImmediately"] === true ? 0 : pullWaitMs;
    clock.sleep(waitMs, AbortSignal.any([done.signal, call.signal])).then(
      () => answerWith([]),
      () => answerWith([]),
    );
    try {
      return { receivedMessages: await answer.promise };
    } finally {
      detach();
      done.abort();
    }
  }

  async function streamingPull(
    requests: AsyncIterable<Message>,
    respond: (response: Message) => void,
    call: Call,
  ): Promise<void> {
    const ended = Promise.withResolvers<void>();
    const outstanding = new Map<number, number>();
    let outstandingBytes = 0;
    let leaseSeconds: number | undefined;
    let limit = unlimited;
    let name: string | undefined;
    let detach: (() => void) | undefined;

    function open(request: Message): void {
      const subscription = pullable(request["subscription"]);
      name = subscription.name;
      const messages = Number(request["maxOutstandingMessages"] ?? 0);
      const bytes = Number(request["maxOutstandingBytes"] ?? 0);
      limit = {
        messages: messages > 0 ? messages : unlimited.messages,
        bytes: bytes > 0 ? bytes : unlimited.bytes,
      };
      setLease(request);
      if (leaseSeconds === undefined) throw invalid("The stream_ack_deadline_seconds must be set.");
      detach = engine.attach(name, {
        leaseSeconds: () => leaseSeconds,
        room: () => ({
          messages: limit.messages - outstanding.size,
          bytes: limit.bytes - outstandingBytes,
        }),
        take(deliveries, present) {
          for (const { id, data } of deliveries) {
            outstanding.set(id, data.length);
            outstandingBytes += data.length;
          }
          respond({
            receivedMessages: deliveries.map((delivery) => received(delivery, present)),
            subscriptionProperties: { messageOrderingEnabled: present.enableMessageOrdering ?? false },
          });
        },
        settled(id) {
          outstandingBytes -= outstanding.get(id) ?? 0;
          outstanding.delete(id);
        },
        cleared() {
          outstandingBytes = 0;
          outstanding.clear();
        },
        end: (error) => ended.reject(error),
      });
    }

    function setLease(request: Message): void {
      const seconds = (request["streamAckDeadlineSeconds"] as number | undefined) ?? 0;
      if (seconds === 0) return;
      if (seconds < 10 || seconds > 600) {
        throw invalid(
          `Invalid stream ack deadline given (stream_ack_deadline_seconds=${seconds}). It must be between 10 and 600 seconds.`,
        );
      }
      leaseSeconds = seconds;
    }

    // Read by hand: leaving a `for await` early would destroy the stream before its status is sent.
    async function read(): Promise<void> {
      const iterator = requests[Symbol.asyncIterator]();
      for (;;) {
        const { done, value: request } = await iterator.next();
        if (done) return;
        if (name === undefined) open(request);
        else setLease(request);
        const seconds = (request["modifyDeadlineSeconds"] as number[] | undefined) ?? [];
        const changes = textsOf(request, "modifyDeadlineAckIds").map((id, index) => ({
          ackId: id,
          seconds: seconds[index] ?? 0,
        }));
        const subscription = registry.requireSubscription(name);
        modifyDeadline(subscription, changes);
        acknowledge(subscription, textsOf(request, "ackIds"));
      }
    }

    call.signal.addEventListener("abort", () => ended.resolve());
    read().then(ended.resolve, ended.reject);
    try {
      await ended.promise;
    } finally {
      detach?.();
    }
  }

  const ackIdsOf = (request: Message): string[] => {
    const ids = textsOf(request, "ackIds");
    if (ids.length === 0) throw invalid("The request must name at least one ack ID.");
    return ids;
  };

  return {
    methods: {
      Pull: pull,
      Acknowledge(request) {
        acknowledge(registry.requireSubscription(request["subscription"]), ackIdsOf(request));
        return {};
      },
      ModifyAckDeadline(request) {
        const subscription = registry.requireSubscription(request["subscription"]);
        const seconds = (request["ackDeadlineSeconds"] as number | undefined) ?? 0;
        modifyDeadline(
          subscription,
          ackIdsOf(request).map((id) => ({ ackId: id, seconds })),
        );
        return {};
      },
    },
    streams: { StreamingPull: streamingPull },
  };
}
