import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { startPubSub, subscriptionName, topicName, type StartedPubSub } from "../support/pubsub-services.ts";

const topic = topicName("topic");
const subscription = subscriptionName("reader");
const snapshotName = (id: string) => `projects/cloud-runner-local/snapshots/${id}`;
const invalidArgument = 3;
const notFound = 5;
const alreadyExists = 6;
const failedPrecondition = 9;

let local: StartedPubSub;
let offsetMs: number;
beforeEach(async () => {
  offsetMs = 0;
  const now = () => Date.now() + offsetMs;
  local = await startPubSub({ clock: { now, sleep: (ms, signal) => systemClock.sleep(ms, signal) } });
  await local.publisher.createTopic({ name: topic });
});
afterEach(() => local.close());

const subscribe = (settings: object = {}) =>
  local.subscriber.createSubscription({ name: subscription, topic, ...settings });
const publish = async (...texts: string[]) => {
  await local.publisher.publish({
    topic,
    messages: texts.map((text) => ({ data: Buffer.from(text), attributes: { text } })),
  });
  // What comes after has a later time.
  await delay(3);
};
async function pull(from = subscription) {
  const request = { subscription: from, maxMessages: 100, returnImmediately: true };
  const [{ receivedMessages }] = await local.subscriber.pull(request);
  return receivedMessages!.map(({ ackId, message }) => ({
    ackId: ackId!,
    text: Buffer.from(message!.data as Uint8Array).toString(),
  }));
}
const texts = (pulled: { text: string }[]) => pulled.map(({ text }) => text);
const acknowledge = (ackIds: string[]) => local.subscriber.acknowledge({ subscription, ackIds });
async function consume(): Promise<string[]> {
  const pulled = await pull();
  if (pulled.length > 0) await acknowledge(pulled.map(({ ackId }) => ackId));
  return texts(pulled);
}
const seekTo = (ms: number) =>
  local.subscriber.seek({
    subscription,
    time: { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 },
  });
const kept = () =>
  local.context.store.database.prepare("SELECT count(*) AS n FROM pubsub_messages").get()!["n"];

describe("seeking to a time", () => {
  it("delivers again what was acknowledged since, where the subscription retains it", async () => {
    await subscribe({ retainAckedMessages: true });
    await publish("before");
    const time = Date.now();
    await publish("after", "after too");
    expect(await consume()).toEqual(["before", "after", "after too"]);
    expect(local.service.undelivered(subscription)).toBe(0);
    await seekTo(time);
    expect(local.service.undelivered(subscription)).toBe(2);
    expect(await consume()).toEqual(["after", "after too"]);
    await seekTo(0);
    expect(await consume()).toEqual(["before", "after", "after too"]);
  });

  it("acknowledges what was published before, outstanding or not", async () => {
    await subscribe();
    await publish("old", "old too");
    await local.subscriber.pull({ subscription, maxMessages: 1 });
    await seekTo(Date.now() + 1000 * 3600);
    expect(local.service.undelivered(subscription)).toBe(0);
    await publish("new");
    expect(await consume()).toEqual(["new"]);
    expect(kept()).toBe(0);
  });

  it("takes no acknowledgement that was for a delivery before it", async () => {
    await subscribe();
    const time = Date.now() - 1;
    await publish("again");
    const [before] = await pull();
    await seekTo(time);
    await acknowledge([before!.ackId]);
    expect(await consume()).toEqual(["again"]);
    expect(await consume()).toEqual([]);
  });

  it("gives a new subscription what its topic retained, and forgets it in time", async () => {
    await local.publisher.updateTopic({
      topic: { name: topic, messageRetentionDuration: { seconds: 600 } },
      updateMask: { paths: ["message_retention_duration"] },
    });
    const time = Date.now() - 1;
    await publish("nobody was there");
    await subscribe({ filter: 'NOT attributes.text = "unwanted"' });
    await publish("unwanted");
    expect(await consume()).toEqual([]);
    await seekTo(time);
    expect(await consume()).toEqual(["nobody was there"]);
    offsetMs = 700_000;
    await publish("later");
    await seekTo(time);
    expect(await consume()).toEqual(["later"]);
    await local.publisher.deleteTopic({ topic });
    expect(kept()).toBe(0);
  });

  it("keeps the order of a key", async () => {
    await subscribe({ retainAckedMessages: true, enableMessageOrdering: true });
    await local.publisher.publish({
      topic,
      messages: ["1", "2", "3"].map((text) => ({ data: Buffer.from(text), orderingKey: "k" })),
    });
    const [first] = await pull();
    await acknowledge([first!.ackId]);
    await seekTo(0);
    expect(await consume()).toEqual(["1", "2", "3"]);
  });

  it("needs something to seek to", async () => {
    await subscribe();
    await expect(local.subscriber.seek({ subscription })).rejects.toMatchObject({ code: invalidArgument });
  });
});

describe("snapshots", () => {
  it("bring back what was not acknowledged and all that came since", async () => {
    await subscribe();
    await publish("done");
    await consume();
    await publish("open");
    const [snapshot] = await local.subscriber.createSnapshot({
      name: snapshotName("one"),
      subscription,
      labels: { kept: "yes" },
    });
    expect(snapshot).toMatchObject({ name: snapshotName("one"), topic, labels: { kept: "yes" } });
    const days = (Number(snapshot.expireTime!.seconds) - Date.now() / 1000) / 86_400;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
    await publish("since");
    expect(await consume()).toEqual(["open", "since"]);
    for (let time = 0; time < 2; time++) {
      await local.subscriber.seek({ subscription, snapshot: snapshotName("one") });
      expect(await consume()).toEqual(["open", "since"]);
    }
    await local.subscriber.deleteSnapshot({ snapshot: snapshotName("one") });
    expect(kept()).toBe(0);
  });

  it("serve another subscription of the topic, by its own filter, and none of another topic", async () => {
    await subscribe();
    await publish("a", "b");
    await local.subscriber.createSnapshot({ name: snapshotName("shared"), subscription });
    const other = subscriptionName("other");
    await local.subscriber.createSubscription({ name: other, topic, filter: 'attributes.text = "b"' });
    await local.subscriber.seek({ subscription: other, snapshot: snapshotName("shared") });
    expect(texts(await pull(other))).toEqual(["b"]);
    await local.publisher.createTopic({ name: topicName("elsewhere") });
    const foreign = subscriptionName("foreign");
    await local.subscriber.createSubscription({ name: foreign, topic: topicName("elsewhere") });
    await expect(
      local.subscriber.seek({ subscription: foreign, snapshot: snapshotName("shared") }),
    ).rejects.toMatchObject({ code: invalidArgument });
  });

  it("are listed, labelled and deleted by name", async () => {
    await subscribe();
    const name = snapshotName("listed");
    await local.subscriber.createSnapshot({ name, subscription });
    await expect(local.subscriber.createSnapshot({ name, subscription })).rejects.toMatchObject({
      code: alreadyExists,
    });
    const [snapshots] = await local.subscriber.listSnapshots({ project: "projects/cloud-runner-local" });
    expect(snapshots.map((each) => each.name)).toEqual([name]);
    expect((await local.publisher.listTopicSnapshots({ topic }))[0]).toEqual([name]);
    await local.subscriber.updateSnapshot({
      snapshot: { name, labels: { a: "b" } },
      updateMask: { paths: ["labels"] },
    });
    expect((await local.subscriber.getSnapshot({ snapshot: name }))[0]).toMatchObject({ labels: { a: "b" } });
    await local.subscriber.deleteSnapshot({ snapshot: name });
    await expect(local.subscriber.getSnapshot({ snapshot: name })).rejects.toMatchObject({ code: notFound });
  });

  it("expire a week after their oldest message, and are not made of what is older", async () => {
    await subscribe({ messageRetentionDuration: { seconds: 31 * 86_400 }, expirationPolicy: {} });
    await publish("old");
    await local.subscriber.createSnapshot({ name: snapshotName("short"), subscription });
    offsetMs = (7 * 24 - 0.5) * 3_600_000;
    await expect(
      local.subscriber.createSnapshot({ name: snapshotName("late"), subscription }),
    ).rejects.toMatchObject({ code: failedPrecondition });
    offsetMs = 7 * 24 * 3_600_000 + 1000;
    const [left] = await local.subscriber.listSnapshots({ project: "projects/cloud-runner-local" });
    expect(left).toEqual([]);
  });
});
