import { createPublicKey, verify, type JsonWebKey } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fastClock } from "../support/fast-clock.ts";
import {
  createAccount,
  startPubSub,
  subscriptionName,
  topicName,
  type StartedPubSub,
} from "../support/pubsub-services.ts";
import { startReceiver, type Receiver } from "../support/push-receiver.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

// One local cloud serves most tests, each with a topic and a subscription of its own.
let shared: StartedPubSub;
beforeAll(async () => {
  shared = await startPubSub();
});
afterAll(() => shared.close());

async function start(options?: Parameters<typeof startPubSub>[0]): Promise<StartedPubSub> {
  const local = options ? await startPubSub(options) : shared;
  opened.push(options ? local : { close: () => clear(local) });
  return local;
}

async function clear({ publisher, subscriber }: StartedPubSub): Promise<void> {
  await subscriber.deleteSubscription({ subscription: subscriptionName("push") });
  await publisher.deleteTopic({ topic: topicName("topic") });
}

async function receiver(answer: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const started = await startReceiver(answer);
  opened.push(started);
  return started;
}

async function subscribe(local: StartedPubSub, endpoint: string, settings: object = {}): Promise<void> {
  await local.publisher.createTopic({ name: topicName("topic") });
  await local.subscriber.createSubscription({
    name: subscriptionName("push"),
    topic: topicName("topic"),
    pushConfig: { pushEndpoint: endpoint },
    ...settings,
  });
}

const publish = (local: StartedPubSub, text: string, attributes: Record<string, string> = {}) =>
  local.pubsub.topic("topic").publishMessage({ data: Buffer.from(text), attributes });

const milliseconds = (ms: number) => ({ seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 });

/** Waits until nothing is left to deliver. */
async function drained(local: StartedPubSub, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (local.service.undelivered(subscriptionName("push")) > 0) {
    if (Date.now() > end) throw new Error("messages are left");
    await delay(5);
  }
}

describe("a push request", () => {
  it("carries the message in Google's envelope", async () => {
    const local = await start();
    const target = await receiver(() => 204);
    await subscribe(local, `${target.url}path?query=1`);
    const id = await publish(local, "hello", { a: "1", b: "2" });
    const [push] = await target.received(1);
    expect(push!.url).toBe("/path?query=1");
    expect(push!.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(push!.raw.length),
      from: "noreply@google.com",
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
      "user-agent": expect.stringContaining("APIs-Google"),
    });
    expect(push!.headers.authorization).toBeUndefined();
    const time = push!.body.message["publishTime"];
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(push!.body).toEqual({
      message: {
        data: Buffer.from("hello").toString("base64"),
        attributes: { a: "1", b: "2" },
        messageId: id,
        message_id: id,
        publishTime: time,
        publish_time: time,
      },
      subscription: subscriptionName("push"),
    });
    await drained(local);
  });

  it("leaves out what is empty and tells the ordering key", async () => {
    const local = await start();
    const target = await receiver(() => 204);
    await subscribe(local, target.url, { enableMessageOrdering: true });
    await local.publisher.publish({
      topic: topicName("topic"),
      messages: [{ attributes: { only: "this" }, orderingKey: "key" }],
    });
    const [push] = await target.received(1);
    expect(push!.body.message).not.toHaveProperty("data");
    expect(push!.body.message["orderingKey"]).toBe("key");
  });

  it("can go without the envelope", async () => {
    const local = await start();
    const target = await receiver(() => 204);
    await subscribe(local, target.url, {
      pushConfig: { pushEndpoint: target.url, noWrapper: { writeMetadata: true } },
    });
    const id = await publish(local, "raw body", { "my-header": "value" });
    const [push] = await target.received(1);
    expect(push!.raw.toString()).toBe("raw body");
    expect(push!.headers).toMatchObject({
      "my-header": "value",
      "x-goog-pubsub-message-id": id,
      "x-goog-pubsub-subscription-name": subscriptionName("push"),
    });
  });

  it.each([
    ["the endpoint by default", "default", undefined],
    ["what is set", "custom", "https://custom.example"],
  ])("is signed for an audience of %s", async (_, account, audience) => {
    const local = await start();
    const target = await receiver(() => 204);
    const email = await createAccount(local.services, `signs-${account}`);
    const oidcToken = { serviceAccountEmail: email, ...(audience !== undefined && { audience }) };
    await subscribe(local, "", { pushConfig: { pushEndpoint: `${target.url}in`, oidcToken } });
    await publish(local, "signed");
    const [push] = await target.received(1);
    const token = /^Bearer (.+)$/.exec(push!.headers.authorization!)![1]!;
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const response = await fetch(`${local.services.httpUrl}/_local/oauth2/v3/certs`);
    const { keys } = (await response.json()) as { keys: JsonWebKey[] };
    const key = createPublicKey({ key: keys[0]!, format: "jwk" });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify("sha256", signed, key, Buffer.from(signature, "base64url"))).toBe(true);
    expect(local.iam.verifyIdToken(token)).toMatchObject({
      aud: audience ?? `${target.url}in`,
      email,
      email_verified: true,
      sub: local.iam.uniqueId(email),
    });
  });
});

describe("the answer to a push", () => {
  it.each([102, 200, 201, 202, 204])("acknowledges with %d", async (status) => {
    const local = await start();
    const target = await receiver(() => status);
    await subscribe(local, target.url);
    await publish(local, "x");
    await drained(local);
    expect(target.pushes).toHaveLength(1);
  });

  it.each([203, 206, 301, 307, 400, 401, 403, 404, 429, 500, 503])(
    "asks for another try with %d",
    async (status) => {
      const local = await start();
      const target = await receiver(() => (target.pushes.length === 1 ? status : 204));
      await subscribe(local, target.url);
      await publish(local, "x");
      await drained(local);
      expect(target.pushes).toHaveLength(2);
      expect(target.pushes[1]!.body.message.messageId).toBe(target.pushes[0]!.body.message.messageId);
      expect(target.pushes[0]!.body).not.toHaveProperty("deliveryAttempt");
    },
  );

  it("is waited for until the ack deadline and no longer", async () => {
    const local = await start({ clock: fastClock(20) });
    const target = await receiver(() => (target.pushes.length === 1 ? "never" : 204) as number);
    await subscribe(local, target.url, { ackDeadlineSeconds: 10 });
    const publishedAt = Date.now();
    await publish(local, "slow");
    const [, second] = await target.received(2);
    // Ten seconds at twenty times the speed, and the push back-off.
    expect(second!.at - publishedAt).toBeGreaterThanOrEqual(500);
    expect(second!.at - publishedAt).toBeLessThan(2500);
  });

  it("may never come: a refused connection is tried again", async () => {
    const local = await start();
    const gone = await startReceiver(() => 204);
    await gone.close();
    await subscribe(local, gone.url);
    const id = await publish(local, "x");
    await delay(250);
    const target = await receiver(() => 204);
    await local.pubsub.subscription("push").modifyPushConfig({ pushEndpoint: target.url });
    const [push] = await target.received(1);
    expect(push!.body.message.messageId).toBe(id);
    await drained(local);
  });
});

describe("back-off", () => {
  it("doubles from the minimum to the maximum for each message", async () => {
    const local = await start();
    const target = await receiver(() => (target.pushes.length < 6 ? 500 : 204));
    await subscribe(local, target.url, {
      retryPolicy: { minimumBackoff: milliseconds(100), maximumBackoff: milliseconds(400) },
    });
    const publishedAt = Date.now();
    await publish(local, "x");
    const pushes = await target.received(6);
    const gaps = pushes.slice(1).map(({ at }, index) => at - pushes[index]!.at);
    // A push that was read late shortens the gap after it.
    [100, 200, 400, 400, 400].forEach((expected, index) => {
      expect(gaps[index]).toBeGreaterThanOrEqual(expected - 50);
      expect(gaps[index]).toBeLessThan(expected + 300);
    });
    expect(pushes[5]!.at - publishedAt).toBeGreaterThanOrEqual(1500);
  });

  it("does not hold up other messages", async () => {
    const local = await start();
    const target = await receiver(({ body }) => (body.message.data === "YmFk" ? 500 : 204));
    await subscribe(local, target.url, {
      retryPolicy: { minimumBackoff: { seconds: 60 }, maximumBackoff: { seconds: 60 } },
    });
    await publish(local, "bad");
    await target.received(1);
    for (let index = 0; index < 20; index++) await publish(local, `good ${index}`);
    await target.received(21);
    expect(new Set(target.pushes.map(({ body }) => body.message.messageId)).size).toBe(21);
    // The last acknowledgement may still be on its way.
    await expect.poll(() => local.service.undelivered(subscriptionName("push"))).toBe(1);
  });
});

describe("a filter", () => {
  it("acknowledges what does not match", async () => {
    const local = await start();
    const target = await receiver(() => 204);
    await subscribe(local, target.url, {
      filter: 'attributes.eventType = "OBJECT_FINALIZE" AND NOT hasPrefix(attributes.objectId, "tmp/")',
    });
    await publish(local, "1", { eventType: "OBJECT_DELETE", objectId: "a" });
    await publish(local, "2", { eventType: "OBJECT_FINALIZE", objectId: "tmp/a" });
    const id = await publish(local, "3", { eventType: "OBJECT_FINALIZE", objectId: "a" });
    expect(local.service.undelivered(subscriptionName("push"))).toBeLessThanOrEqual(1);
    await drained(local);
    expect(target.pushes.map(({ body }) => body.message.messageId)).toEqual([id]);
  });
});

describe("ordering", () => {
  it("delivers one key in order, each message after the one before is acknowledged", async () => {
    const local = await start();
    const target = await receiver(({ body }) =>
      body.message.data === Buffer.from("2").toString("base64") && target.pushes.length < 4 ? 500 : 204,
    );
    await subscribe(local, target.url, { enableMessageOrdering: true });
    const messages = ["1", "2", "3"].map((text) => ({ data: Buffer.from(text), orderingKey: "k" }));
    await local.publisher.publish({ topic: topicName("topic"), messages });
    await drained(local);
    const order = target.pushes.map(({ body }) => Buffer.from(body.message.data!, "base64").toString());
    expect(order).toEqual(["1", "2", "2", "2", "3"]);
  });
});

describe("flow control", () => {
  it("lets a hundred messages at once scale a receiver step by step", async () => {
    const local = await start();
    const target = await receiver(async () => {
      await delay(50);
      return 204;
    });
    await subscribe(local, target.url);
    for (let index = 0; index < 100; index++) local.service.publish(topicName("topic"), message(index));
    await drained(local);
    expect(target.pushes).toHaveLength(100);
    expect(target.peak()).toBeGreaterThan(20);
    // The first volley is small: the sixth push comes only after an answer.
    expect(target.pushes[5]!.at - target.pushes[0]!.at).toBeGreaterThanOrEqual(45);
  });

  it("gives way to a receiver that refuses", async () => {
    const local = await start();
    let open = 0;
    const target = await receiver(async () => {
      if (++open > 10) return (open--, 429);
      await delay(20);
      return (open--, 204);
    });
    await subscribe(local, target.url);
    for (let index = 0; index < 200; index++) local.service.publish(topicName("topic"), message(index));
    await drained(local);
    const refused = target.pushes.length - 200;
    expect(refused).toBeLessThan(100);
    expect(target.peak()).toBeLessThan(50);
  });

  it("pushes a thousand messages within seconds, each once", async () => {
    const local = await start();
    const target = await receiver(() => 204);
    await subscribe(local, target.url);
    const startedAt = performance.now();
    for (let index = 0; index < 1000; index++) local.service.publish(topicName("topic"), message(index));
    await drained(local, 20_000);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(new Set(target.pushes.map(({ body }) => body.message.messageId)).size).toBe(1000);
    expect(target.pushes).toHaveLength(1000);
  });
});

const message = (index: number) => ({ data: Buffer.from(`message ${index}`), attributes: {} });

describe("a restart", () => {
  it("delivers again what was under way or waiting, and nothing that was acknowledged", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pubsub-"));
    try {
      const first = await startPubSub({ folder });
      const acknowledged: string[] = [];
      const target = await receiver(({ body }) => {
        if (body.message.data === Buffer.from("message 0").toString("base64")) {
          acknowledged.push(body.message.messageId);
          return 204;
        }
        return "never" as unknown as number;
      });
      await subscribe(first, target.url, { ackDeadlineSeconds: 600 });
      const topic = topicName("topic");
      const ids = Array.from({ length: 20 }, (_, index) => first.service.publish(topic, message(index)));
      await target.received(6);
      const closedAt = performance.now();
      await first.close();
      expect(performance.now() - closedAt).toBeLessThan(3000);
      expect(acknowledged).toEqual([ids[0]]);

      const again = await receiver(() => 204);
      const second = await startPubSub({ folder });
      opened.push(second);
      expect(second.service.undelivered(subscriptionName("push"))).toBe(19);
      await second.pubsub.subscription("push").modifyPushConfig({ pushEndpoint: again.url });
      await again.received(1);
      // Those that the second start sent to the old endpoint at once hang there, and count as under way.
      expect(second.services.reported).toEqual([]);
      await second.close();
      opened.splice(opened.indexOf(second), 1);
      const third = await startPubSub({ folder });
      opened.push(third);
      await drained(third);
      const delivered = new Set(again.pushes.map(({ body }) => body.message.messageId));
      expect([...delivered].toSorted()).toEqual(ids.slice(1).toSorted());
    } finally {
      for (const each of opened.splice(0).toReversed()) await each.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
