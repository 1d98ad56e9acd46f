// The engine that brings messages to their subscribers, by push or to whoever pulls. All state that counts is in the
// message table; what is here may be lost at any time, and the deliveries under way then simply happen again.
import { after } from "../../../core/clock.ts";
import { sendWithFault } from "../../chaos/push-fault.ts";
import type { ServiceContext } from "../../service.ts";
import { StatusError } from "../../wire/status.ts";
import type { Iam } from "../iam/iam.ts";
import { backoffMs } from "./backoff.ts";
import { deadLetter, missingGrants, type DeadLetterTimes } from "./dead-letter.ts";
import { millisecondsOf } from "../timestamp.ts";
import type { KeptMessages } from "./messages/kept-messages.ts";
import type { Delivery, MessageTable, NewMessage } from "./messages/message-table.ts";
import { createOrderedLines } from "./messages/ordered-lines.ts";
import type { Puller } from "./messages/puller.ts";
import { newLine, type Line } from "./line.ts";
import { notFound } from "./names.ts";
import { createPusher, pushRequest } from "./push-request.ts";
import { createPushWindow } from "./push-window.ts";
import type { Registry } from "./registry.ts";
import type { Subscription } from "./subscription.ts";

export type DeliveryEngine = ReturnType<typeof createDeliveryEngine>;

interface Deps {
  registry: Registry;
  table: MessageTable;
  keptMessages: KeptMessages;
  deadLetters: DeadLetterTimes;
  signIdToken: Iam["signIdToken"];
}

const batch = { messages: 1000, bytes: 10 * 1024 * 1024 };
/** A push ends by its HTTP deadline; its lease is only a net below that. */
const pushLeaseGraceMs = 30_000;
const longestSleepMs = 3_600_000;
/** Google takes longer than that from a publish to a pull. */
const answerReadMs = 20;

export function createDeliveryEngine(
  { clock, store, policies, chaos, report }: ServiceContext,
  { registry, table, keptMessages, deadLetters, signIdToken }: Deps,
) {
  const orderedLines = createOrderedLines(table);
  const lines = new Map<string, Line>();
  const underWay = new Set<Promise<void>>();
  const pusher = createPusher(clock);
  const closing = new AbortController();
  let isRunning = false;

  function lineOf(name: string): Line {
    let line = lines.get(name);
    if (!line) {
      line = newLine();
      lines.set(name, line);
    }
    return line;
  }

  /** Later in the same turn: after the caller's transaction, and once for many calls. */
  function wake(name: string): void {
    const line = lineOf(name);
    if (line.isWoken || !isRunning) return;
    line.isWoken = true;
    queueMicrotask(() => {
      line.isWoken = false;
      if (isRunning) guarded(() => pump(name, line));
    });
  }

  /** After the answer to a publish has been read: who both publishes and pulls knows the message by its id. */
  function wakeSoon(name: string): void {
    const line = lineOf(name);
    if (line.isWoken || line.isDue || !isRunning) return;
    line.isDue = true;
    const isPulled = line.pullers.size > 0;
    after(clock, isPulled ? answerReadMs : 0, closing.signal, () => {
      line.isDue = false;
      wake(name);
    });
  }

  function reportFailure(error: unknown): void {
    // What was taken back in the store may be remembered here.
    orderedLines.forgetAll();
    report(`Delivery failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  /** A full disk, say, stops this delivery until its lease ends, not the local cloud. */
  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      reportFailure(error);
    }
  }

  function pump(name: string, line: Line): void {
    const subscription = registry.subscription(name);
    if (!subscription || subscription.detached) return;
    const now = clock.now();
    if (now - line.droppedAt >= 60_000) {
      line.droppedAt = now;
      keptMessages.dropPublishedBefore(name, now - millisecondsOf(subscription.messageRetentionDuration));
    }
    for (const { id, failures } of table.expired(name, now)) refuse(subscription, id, failures);
    if (subscription.pushConfig.pushEndpoint) startPushes(subscription, line, now);
    else for (const puller of line.pullers) feed(subscription, puller, now);
    const events = [table.nextEvent(name, now), orderedLines.nextEvent(name)].filter(
      (at) => at !== undefined,
    );
    if (events.length > 0) wakeAt(name, line, Math.min(...events), now);
  }

  function wakeAt(name: string, line: Line, at: number, now: number): void {
    if (line.timer && line.timer.at <= at) return;
    line.timer?.abort.abort("sooner");
    const timer = { at, abort: new AbortController() };
    line.timer = timer;
    after(clock, Math.min(Math.max(at - now, 1), longestSleepMs), timer.abort.signal, () => {
      if (line.timer === timer) delete line.timer;
      wake(name);
    });
  }

  const claim = (subscription: Subscription, options: Parameters<typeof orderedLines.claim>[1]): Delivery[] =>
    (subscription.enableMessageOrdering ? orderedLines : table).claim(subscription.name, options);

  function startPushes(subscription: Subscription, line: Line, now: number): void {
    const endpoint = subscription.pushConfig.pushEndpoint!;
    if (line.endpoint !== endpoint) {
      line.endpoint = endpoint;
      line.window = createPushWindow();
      for (const push of line.pushes) line.formerPushes.add(push);
      line.pushes.clear();
    }
    const messages = line.window.size() - line.pushes.size;
    if (messages <= 0) return;
    const deliveries = claim(subscription, {
      now,
      leasedUntil: now + subscription.ackDeadlineSeconds * 1000 + pushLeaseGraceMs,
      messages,
      bytes: Infinity,
    });
    for (const delivery of deliveries) {
      const task = push(subscription, line, delivery, now)
        .catch(reportFailure)
        .finally(() => underWay.delete(task));
      underWay.add(task);
    }
  }

  async function push(subscription: Subscription, line: Line, delivery: Delivery, sentAt: number) {
    const { name, pushConfig, ackDeadlineSeconds } = subscription;
    const abort = new AbortController();
    line.pushes.add(abort);
    const { window } = line;
    let isAcknowledged = false;
    try {
      const { serviceAccountEmail: email, audience } = pushConfig.oidcToken ?? {};
      const token = email && signIdToken({ email, audience: audience || pushConfig.pushEndpoint! });
      const request = pushRequest(subscription, delivery, token);
      const send = () => pusher.push(request, ackDeadlineSeconds * 1000, abort.signal);
      isAcknowledged = await sendWithFault(chaos.push(delivery), send, (ms) => clock.sleep(ms, abort.signal));
    } catch (error) {
      if (error instanceof StatusError && error.status === "NOT_FOUND")
        reportOnce(line, `${name}: ${error.message}`);
    }
    const outstanding = line.pushes.size;
    line.pushes.delete(abort);
    line.formerPushes.delete(abort);
    // Cut off by the end of this process or of the subscription: nobody answered.
    if (!isRunning || lines.get(name) !== line) return;
    if (isAcknowledged) window.succeeded(outstanding);
    else window.failed(sentAt, clock.now());
    const present = registry.subscription(name) ?? subscription;
    // One commit for the answer and for what is sent next.
    store.transaction(() => {
      const isUnderWay = table.failuresUnderWay(name, delivery.id) !== undefined;
      // After a seek the answer is to a delivery of before.
      if (isUnderWay && isAcknowledged) finish(present, delivery.id);
      else if (isUnderWay) refuse(present, delivery.id, delivery.failures);
      pump(name, line);
    });
  }

  function feed(subscription: Subscription, puller: Puller, now: number): void {
    for (;;) {
      const room = puller.room();
      if (room.messages <= 0 || room.bytes <= 0) return;
      const seconds = puller.leaseSeconds() ?? subscription.ackDeadlineSeconds;
      const deliveries = claim(subscription, {
        now,
        leasedUntil: now + seconds * 1000,
        messages: Math.min(room.messages, batch.messages),
        bytes: Math.min(room.bytes, batch.bytes),
        taker: puller,
      });
      if (deliveries.length === 0) return;
      puller.take(deliveries, subscription);
    }
  }

  function settled(name: string, id: number): void {
    for (const puller of lineOf(name).pullers) puller.settled(id);
  }

  /** A negative acknowledgement or a missed deadline. */
  function refuse(subscription: Subscription, id: number, failuresBefore: number): void {
    const { name, deadLetterPolicy } = subscription;
    const failures = failuresBefore + 1;
    settled(name, id);
    if (deadLetterPolicy && failures >= deadLetterPolicy.maxDeliveryAttempts) {
      if (forward(subscription, deadLetterPolicy.deadLetterTopic, id, failures)) return;
    }
    const key = table.release(name, id, failures, Math.ceil(clock.now() + backoffMs(subscription, failures)));
    if (key === "") return;
    // What was sent ahead comes again behind it.
    for (const behind of table.releaseBehind(name, key, id, clock.now())) settled(name, behind);
    orderedLines.came(name, key);
  }

  /** It was acknowledged, or is somebody else's. */
  function finish({ name, retainAckedMessages = false }: Subscription, id: number): void {
    const key = table.remove(name, id, retainAckedMessages);
    if (key !== undefined) orderedLines.ended(name, key);
  }

  function forward(subscription: Subscription, topic: string, id: number, failures: number): boolean {
    const line = lineOf(subscription.name);
    if (!registry.topic(topic)) {
      reportOnce(
        line,
        `${subscription.name}: the dead-letter topic ${topic} does not exist; deliveries go on.`,
      );
      return false;
    }
    const missing = missingGrants(policies, subscription);
    if (missing.length > 0) {
      reportOnce(
        line,
        `${subscription.name}: dead letters cannot be forwarded; Pub/Sub's agent lacks ${missing.join(" and ")}.`,
      );
      return false;
    }
    const delivery = table.get(subscription.name, id);
    if (!delivery) return true;
    store.transaction(() => {
      publish(topic, deadLetter(subscription, delivery, failures));
      finish(subscription, id);
      deadLetters.add(subscription.name, clock.now());
    });
    return true;
  }

  function abortPushes(line: Line): void {
    for (const push of [...line.pushes, ...line.formerPushes]) push.abort();
  }

  /** Once per subscription and cause: these repeat with every attempt. */
  function reportOnce(line: Line, text: string): void {
    if (line.reported.has(text)) return;
    line.reported.add(text);
    report(text);
  }

  function publish(topic: string, message: NewMessage): string {
    const now = clock.now();
    const receivers = registry.receivers(topic, message.attributes, now);
    const id = table.publish(message, now, receivers);
    for (const { name, isOrdered, isShelf } of receivers) {
      if (isOrdered) orderedLines.came(name, message.orderingKey);
      if (!isShelf) wakeSoon(name);
    }
    return String(id);
  }

  return {
    /** Commits, then delivers. Joins a transaction that is under way. */
    publish,
    acknowledge(subscription: Subscription, id: number) {
      finish(subscription, id);
      settled(subscription.name, id);
      wake(subscription.name);
    },
    /** 0 seconds refuses the message. Ignored when that delivery is no longer under way. */
    modifyDeadline(name: string, id: number, attempt: number, seconds: number) {
      const failures = attempt - 1;
      if (seconds > 0) table.extend(name, id, failures, clock.now() + seconds * 1000);
      else if (table.failuresUnderWay(name, id) === failures)
        refuse(registry.requireSubscription(name), id, failures);
      wake(name);
    },
    /** @returns detaches */
    attach(name: string, puller: Puller): () => void {
      const line = lineOf(name);
      line.pullers.add(puller);
      wake(name);
      return () => void line.pullers.delete(puller);
    },
    /** Looks again after its settings changed. */
    changed: wake,
    /** Looks at everything again: its deliveries are others now, and none is under way. */
    replaced(name: string) {
      orderedLines.forget(name);
      for (const puller of lineOf(name).pullers) puller.cleared();
      wake(name);
    },
    removed(name: string) {
      const line = lines.get(name);
      lines.delete(name);
      orderedLines.forget(name);
      keptMessages.dropAll(name);
      deadLetters.drop(name);
      if (!line) return;
      line.timer?.abort.abort();
      abortPushes(line);
      for (const puller of line.pullers) puller.end(notFound(name));
    },
    start() {
      isRunning = true;
      for (const { name, pushConfig } of registry.subscriptions()) {
        // Pushes of a former process have lost whoever waited for their answer. Pulled messages can still be
        // acknowledged, so their leases go on.
        if (pushConfig.pushEndpoint) table.releaseAll(name, clock.now());
        wake(name);
      }
    },
    async close() {
      isRunning = false;
      closing.abort();
      const gone = new StatusError("UNAVAILABLE", "The local cloud is stopping.");
      for (const line of lines.values()) {
        line.timer?.abort.abort();
        abortPushes(line);
        for (const puller of line.pullers) puller.end(gone);
      }
      await Promise.all(underWay);
      pusher.close();
    },
  };
}
