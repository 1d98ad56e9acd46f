import { setTimeout as delay } from "node:timers/promises";
import type { Message } from "@google-cloud/pubsub";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startPubSub, subscriptionName, topicName, type StartedPubSub } from "../support/pubsub-services.ts";

const topic = topicName("topic");
const subscription = subscriptionName("ordered");
let local: StartedPubSub;
beforeEach(async () => {
  local = await startPubSub();
  await local.publisher.createTopic({ name: topic });
  await local.subscriber.createSubscription({ name: subscription, topic, enableMessageOrdering: true });
});
afterEach(() => local.close());

const publish = (orderingKey: string, ...texts: string[]) =>
  local.publisher.publish({
    topic,
    messages: texts.map((text) => ({ data: Buffer.from(text), orderingKey })),
  });

async function pull(maxMessages = 100) {
  const [{ receivedMessages }] = await local.subscriber.pull({
    subscription,
    maxMessages,
    returnImmediately: true,
  });
  return receivedMessages!.map(({ ackId, message }) => ({
    ackId: ackId!,
    text: Buffer.from(message!.data as Uint8Array).toString(),
  }));
}
const texts = (pulled: { text: string }[]) => pulled.map(({ text }) => text);
const acknowledge = (pulled: { ackId: string }[]) =>
  local.subscriber.acknowledge({ subscription, ackIds: pulled.map(({ ackId }) => ackId) });
const refuse = ({ ackId }: { ackId: string }) =>
  local.subscriber.modifyAckDeadline({ subscription, ackIds: [ackId], ackDeadlineSeconds: 0 });

it("streams thousands of messages of one key ahead, in order and each once", async () => {
  const wanted = Array.from({ length: 3000 }, (_, index) => `${index}`);
  for (let at = 0; at < wanted.length; at += 1000) await publish("k", ...wanted.slice(at, at + 1000));
  const seen: string[] = [];
  const stream = local.pubsub.subscription("ordered");
  const done = Promise.withResolvers<void>();
  stream.on("error", done.reject);
  stream.on("message", (message: Message) => {
    seen.push(message.data.toString());
    message.ack();
    if (seen.length === wanted.length) done.resolve();
  });
  const startedAt = performance.now();
  await done.promise;
  // One at a time took a minute; a busy machine may take some seconds.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  while (local.service.undelivered(subscription) > 0) await delay(5);
  await stream.close();
  expect(seen).toEqual(wanted);
});

it("gives one pull several messages of a key, and nobody else the rest before they are acknowledged", async () => {
  await publish("a", "a1", "a2", "a3");
  await publish("b", "b1");
  const first = await pull(2);
  expect(texts(first)).toEqual(["a1", "a2"]);
  const second = await pull();
  expect(texts(second)).toEqual(["b1"]);
  await acknowledge(first.slice(1));
  expect(await pull()).toEqual([]);
  await acknowledge(first.slice(0, 1));
  expect(texts(await pull())).toEqual(["a3"]);
});

it("sends again what was ahead of a refused message, behind it", async () => {
  await publish("k", "1", "2", "3", "4");
  const [one, two] = await pull(3);
  await acknowledge([one!]);
  await refuse(two!);
  expect(texts(await pull())).toEqual(["2", "3", "4"]);
});

it("does not count those that come again as failures", async () => {
  const letters = topicName("letters");
  await local.publisher.createTopic({ name: letters });
  await local.subscriber.updateSubscription({
    subscription: {
      name: subscription,
      deadLetterPolicy: { deadLetterTopic: letters, maxDeliveryAttempts: 5 },
    },
    updateMask: { paths: ["dead_letter_policy"] },
  });
  await publish("k", "1", "2");
  for (let attempt = 1; attempt < 3; attempt++) await refuse((await pull())[0]!);
  const [{ receivedMessages }] = await local.subscriber.pull({ subscription, maxMessages: 10 });
  expect(receivedMessages!.map(({ deliveryAttempt }) => deliveryAttempt)).toEqual([3, 1]);
});

it("lets other keys and messages without one pass a key that rests", async () => {
  await local.subscriber.updateSubscription({
    subscription: { name: subscription, retryPolicy: { minimumBackoff: { seconds: 1 } } },
    updateMask: { paths: ["retry_policy"] },
  });
  await publish("a", "a1", "a2");
  await refuse((await pull(1))[0]!);
  await publish("b", "b1");
  await publish("", "free");
  expect(texts(await pull()).toSorted()).toEqual(["b1", "free"]);
  const [{ receivedMessages }] = await local.subscriber.pull({ subscription, maxMessages: 10 });
  expect(receivedMessages!.map(({ message }) => (message!.data as Buffer).toString())).toEqual(["a1", "a2"]);
});

it("takes no longer for a message when many of its key and of held keys wait", async () => {
  const load = async (key: string, count: number) => {
    for (let at = 0; at < count; at += 1000)
      await publish(key, ...Array.from({ length: 1000 }, (_, index) => `${at + index}`));
  };
  async function millisecondsOfHundred(): Promise<number> {
    const startedAt = performance.now();
    for (let count = 0; count < 100; count++) await acknowledge(await pull(1));
    return performance.now() - startedAt;
  }
  await load("k", 1000);
  // The first of this key is taken, so all of the others have to be passed by.
  const [held] = await pull(1);
  await publish("other", ...Array.from({ length: 500 }, (_, index) => `${index}`));
  await millisecondsOfHundred();
  const few = await millisecondsOfHundred();
  await load("k", 15_000);
  const many = await millisecondsOfHundred();
  expect(many).toBeLessThan(Math.max(3 * few, 500));
  await acknowledge([held!]);
});
