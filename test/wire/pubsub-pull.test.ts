import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Message, Subscription } from "@google-cloud/pubsub";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { fastClock } from "../support/fast-clock.ts";
import { startPubSub, subscriptionName, topicName, type StartedPubSub } from "../support/pubsub-services.ts";

const invalidArgument = 3;
const failedPrecondition = 9;
const name = subscriptionName("pulled");

let local: StartedPubSub;
afterEach(() => local.close());

async function start(options: Parameters<typeof startPubSub>[0]): Promise<void> {
  local = await startPubSub(options);
  await local.publisher.createTopic({ name: topicName("topic") });
  await local.subscriber.createSubscription({ name, topic: topicName("topic") });
}

const publish = (...texts: string[]) =>
  local.publisher.publish({
    topic: topicName("topic"),
    messages: texts.map((text) => ({ data: Buffer.from(text), attributes: { text } })),
  });

async function pull(maxMessages = 100) {
  const [{ receivedMessages }] = await local.subscriber.pull({ subscription: name, maxMessages });
  return receivedMessages!;
}

const textOf = ({ message }: { message?: { data?: unknown } | null }) =>
  Buffer.from(message!.data as Uint8Array).toString();
const acknowledge = (ackIds: string[]) => local.subscriber.acknowledge({ subscription: name, ackIds });
const modify = (ackIds: string[], ackDeadlineSeconds: number) =>
  local.subscriber.modifyAckDeadline({ subscription: name, ackIds, ackDeadlineSeconds });

describe("pull", () => {
  beforeEach(() => start({ clock: fastClock(20) }));

  it("gives at most what is asked for, with all a message has", async () => {
    const [{ messageIds }] = await publish("a", "b", "c");
    const first = await pull(2);
    expect(first.map(textOf)).toEqual(["a", "b"]);
    expect(first[0]!.message).toMatchObject({ messageId: messageIds![0], attributes: { text: "a" } });
    expect(Number(first[0]!.message!.publishTime!.seconds)).toBeGreaterThan(1.7e9);
    expect(first[0]!.deliveryAttempt).toBe(0);
    expect((await pull()).map(textOf)).toEqual(["c"]);
  });

  it("waits for a message that comes soon, and gives up when none comes", async () => {
    const waiting = pull();
    await publish("late");
    expect((await waiting).map(textOf)).toEqual(["late"]);
    expect(await pull()).toEqual([]);
  });

  it("waits for a caller whose deadline lies months ahead", async () => {
    const request = { subscription: name, maxMessages: 1 };
    const pulling = local.subscriber.pull(request, { timeout: 3_000_000_000, maxRetries: 0 });
    await delay(50);
    await publish("late");
    const [{ receivedMessages }] = await pulling;
    expect(receivedMessages!.map(textOf)).toEqual(["late"]);
  });

  it("delivers again what is not acknowledged by its deadline", async () => {
    await publish("again");
    const [first] = await pull();
    expect(await pull()).toEqual([]);
    await delay(550);
    const [second] = await pull();
    expect(second!.message!.messageId).toBe(first!.message!.messageId);
    await acknowledge([second!.ackId!]);
    await delay(550);
    expect(await pull()).toEqual([]);
    expect(local.service.undelivered(name)).toBe(0);
  });

  it("extends a deadline, and ends it at once with 0", async () => {
    await publish("held");
    const [held] = await pull();
    await modify([held!.ackId!], 600);
    await delay(600);
    expect(await pull()).toEqual([]);
    await modify([held!.ackId!], 0);
    const [again] = await pull();
    expect(textOf(again!)).toBe("held");
    // The former delivery is over: its ack id can neither end nor extend the new one.
    await modify([held!.ackId!], 0);
    expect(await pull()).toEqual([]);
    await acknowledge([again!.ackId!]);
  });

  it("rests a refused message by the retry policy and counts attempts with a dead-letter policy", async () => {
    await local.publisher.createTopic({ name: topicName("dead") });
    await local.subscriber.updateSubscription({
      subscription: {
        name,
        retryPolicy: { minimumBackoff: { seconds: 10 }, maximumBackoff: { seconds: 10 } },
        deadLetterPolicy: { deadLetterTopic: topicName("dead") },
      },
      updateMask: { paths: ["retry_policy", "dead_letter_policy"] },
    });
    await publish("rests");
    const [first] = await pull();
    expect(first!.deliveryAttempt).toBe(1);
    const refusedAt = Date.now();
    await modify([first!.ackId!], 0);
    let [second] = await pull();
    while (!second) [second] = await pull();
    expect(Date.now() - refusedAt).toBeGreaterThanOrEqual(490);
    expect(second.deliveryAttempt).toBe(2);
  });

  it.each([
    ["no maximum", () => pull(0)],
    ["a malformed ack id", () => acknowledge(["nonsense"])],
    ["no ack ids", () => acknowledge([])],
    ["too long a deadline", () => modify(["MTox"], 601)],
  ])("refuses %s", async (_, call) => {
    await expect(call()).rejects.toMatchObject({ code: invalidArgument });
  });

  it("is refused for a push subscription and for a detached one", async () => {
    await local.pubsub.subscription("pulled").modifyPushConfig({ pushEndpoint: "http://127.0.0.1:1/" });
    await expect(pull()).rejects.toMatchObject({ code: failedPrecondition });
    await local.pubsub.subscription("pulled").modifyPushConfig({ pushEndpoint: "" });
    await local.publisher.detachSubscription({ subscription: name });
    await expect(pull()).rejects.toMatchObject({ code: failedPrecondition });
  });

  it("drops what is older than the retention", async () => {
    await local.close();
    let offsetMs = 0;
    const now = () => Date.now() + offsetMs;
    local = await startPubSub({ clock: { now, sleep: (ms, signal) => systemClock.sleep(ms, signal) } });
    await local.publisher.createTopic({ name: topicName("topic") });
    await local.subscriber.createSubscription({
      name,
      topic: topicName("topic"),
      messageRetentionDuration: { seconds: 600 },
    });
    await publish("old");
    offsetMs = 601_000;
    await publish("new");
    expect((await pull()).map(textOf)).toEqual(["new"]);
    expect(local.service.undelivered(name)).toBe(1);
  });

  it("keeps the messages of each subscription apart", async () => {
    const other = subscriptionName("other");
    await local.subscriber.createSubscription({ name: other, topic: topicName("topic") });
    await publish("both");
    await acknowledge((await pull()).map(({ ackId }) => ackId!));
    expect(local.service.undelivered(name)).toBe(0);
    expect(local.service.undelivered(other)).toBe(1);
    await local.subscriber.deleteSubscription({ subscription: other });
    expect(local.service.undelivered(other)).toBe(0);
    expect(local.context.store.database.prepare("SELECT count(*) AS n FROM pubsub_messages").get()).toEqual({
      n: 0,
    });
  });
});

describe("streaming pull", () => {
  // The client keeps its leases by the real clock.
  beforeEach(() => start({}));

  const subscriptions: Subscription[] = [];
  const failures: Error[] = [];
  afterEach(async () => {
    for (const subscription of subscriptions.splice(0)) await subscription.close();
    const failed = failures.splice(0);
    if (failed.length > 0) throw new AggregateError(failed, "a stream failed");
  });

  function listen(handle: (message: Message) => void, options: object = {}): Subscription {
    const subscription = local.pubsub.subscription("pulled", options);
    subscriptions.push(subscription);
    subscription.on("error", (error) => failures.push(error));
    subscription.on("message", handle);
    return subscription;
  }

  async function until(condition: () => boolean): Promise<void> {
    const end = Date.now() + 10_000;
    while (!condition()) {
      if (Date.now() > end) throw new Error("the condition was not met in 10 s");
      await delay(5);
    }
  }

  it("delivers what waits and what comes, and takes acknowledgements", async () => {
    const seen: string[] = [];
    await publish("before");
    listen((message) => {
      seen.push(message.data.toString());
      message.ack();
    });
    await until(() => seen.length === 1);
    await publish("after", "after too");
    await until(() => seen.length === 3);
    await until(() => local.service.undelivered(name) === 0);
    expect(seen.toSorted()).toEqual(["after", "after too", "before"]);
  });

  it("delivers a message to who published it after they know its id", async () => {
    const events: string[] = [];
    const subscription = listen((message) => {
      events.push(`came ${message.id}`);
      message.ack();
    });
    // The stream is open, and so is the connection to publish by.
    await publish("first");
    await until(() => events.length === 1);
    const topic = local.pubsub.topic("topic", { batching: { maxMessages: 1 } });
    const id = await topic.publishMessage({ data: Buffer.from("second") });
    events.push(`known ${id}`);
    await until(() => events.length === 3);
    expect(events.slice(1)).toEqual([`known ${id}`, `came ${id}`]);
    expect(subscription.isOpen).toBe(true);
  });

  it("delivers a refused message again", async () => {
    const seen: string[] = [];
    listen((message) => {
      seen.push(message.id);
      if (seen.length < 3) message.nack();
      else message.ack();
    });
    await publish("stubborn");
    await until(() => local.service.undelivered(name) === 0);
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
  });

  it("keeps to the flow control of the client and goes on as it acknowledges", async () => {
    const held: Message[] = [];
    let peak = 0;
    let count = 0;
    listen(
      (message) => {
        count++;
        held.push(message);
        peak = Math.max(peak, held.length);
        setTimeout(() => held.splice(held.indexOf(message), 1)[0]!.ack(), 10);
      },
      { flowControl: { maxMessages: 3 } },
    );
    await publish(...Array.from({ length: 30 }, (_, index) => `m${index}`));
    await until(() => count === 30 && held.length === 0);
    await until(() => local.service.undelivered(name) === 0);
    expect(peak).toBeLessThanOrEqual(3);
  });

  it("ends with an error when the subscription is deleted", async () => {
    const subscription = local.pubsub.subscription("pulled");
    subscriptions.push(subscription);
    const failed = new Promise<{ code?: number }>((resolve) => subscription.once("error", resolve as never));
    subscription.on("message", (message: Message) => message.ack());
    await publish("first");
    await until(() => local.service.undelivered(name) === 0);
    await local.subscriber.deleteSubscription({ subscription: name });
    expect((await failed).code).toBe(5);
  });
});

describe("a restart", () => {
  it("leaves a pulled message with its puller, who can still acknowledge it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pubsub-"));
    try {
      await start({ folder });
      await publish("kept");
      const [received] = await pull();
      await local.close();
      local = await startPubSub({ folder });
      expect(local.service.undelivered(name)).toBe(1);
      expect(await pull()).toEqual([]);
      await acknowledge([received!.ackId!]);
      expect(local.service.undelivered(name)).toBe(0);
      await local.close();
      local = await startPubSub({ folder });
      expect(local.service.undelivered(name)).toBe(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
