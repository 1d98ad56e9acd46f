import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serviceAgents } from "../../src/local/services/agents.ts";
import { startPubSub, subscriptionName, topicName, type StartedPubSub } from "../support/pubsub-services.ts";
import { startReceiver, type Receiver } from "../support/push-receiver.ts";

const agent = `serviceAccount:${serviceAgents.pubsub}`;

let local: StartedPubSub;
let target: Receiver;
beforeEach(async () => {
  local = await startPubSub();
  target = await startReceiver(() => 500);
  await local.publisher.createTopic({ name: topicName("source") });
  await local.publisher.createTopic({ name: topicName("dead") });
  await local.subscriber.createSubscription({ name: subscriptionName("dead"), topic: topicName("dead") });
  await local.subscriber.createSubscription({
    name: subscriptionName("source-sub"),
    topic: topicName("source"),
    pushConfig: { pushEndpoint: target.url },
    retryPolicy: { minimumBackoff: { nanos: 2e7 }, maximumBackoff: { nanos: 4e7 } },
    deadLetterPolicy: { deadLetterTopic: topicName("dead"), maxDeliveryAttempts: 5 },
  });
});
afterEach(async () => {
  await target.close();
  await local.close();
});

const grantPublisher = () =>
  local.pubsub
    .topic("dead")
    .iam.setPolicy({ bindings: [{ role: "roles/pubsub.publisher", members: [agent] }] });
const grantSubscriber = () =>
  local.pubsub
    .subscription("source-sub")
    .iam.setPolicy({ bindings: [{ role: "roles/pubsub.subscriber", members: [agent] }] });
const publish = () =>
  local.pubsub.topic("source").publishMessage({ data: Buffer.from("poison"), attributes: { kept: "yes" } });

async function pullDead() {
  const [{ receivedMessages }] = await local.subscriber.pull({
    subscription: subscriptionName("dead"),
    maxMessages: 10,
  });
  return receivedMessages!;
}

describe("dead letters", () => {
  it("are forwarded after the last attempt, with where they come from", async () => {
    await grantPublisher();
    await grantSubscriber();
    const id = await publish();
    const received = await pullDead();
    expect(received).toHaveLength(1);
    const { message } = received[0]!;
    expect(Buffer.from(message!.data as Uint8Array).toString()).toBe("poison");
    expect(message!.messageId).not.toBe(id);
    expect(message!.attributes).toEqual({
      kept: "yes",
      CloudPubSubDeadLetterSourceDeliveryCount: "5",
      CloudPubSubDeadLetterSourceSubscription: "source-sub",
      CloudPubSubDeadLetterSourceSubscriptionProject: "cloud-runner-local",
      CloudPubSubDeadLetterSourceTopicPublishTime: expect.stringMatching(/^\d{4}-.*\+00:00$/),
    });
    expect(target.pushes.map(({ body }) => body.deliveryAttempt)).toEqual([1, 2, 3, 4, 5]);
    expect(local.service.undelivered(subscriptionName("source-sub"))).toBe(0);
    expect(local.services.reported).toEqual([]);
  });

  it.each([
    ["neither grant", [], "roles/pubsub.publisher on"],
    ["no grant on the dead-letter topic", [grantSubscriber], "roles/pubsub.publisher on"],
    ["no grant on the subscription", [grantPublisher], "roles/pubsub.subscriber on"],
  ])("are not forwarded with %s: deliveries go on, until the grants are there", async (_, grants, text) => {
    for (const grant of grants) await grant();
    await publish();
    await target.received(8);
    expect(target.pushes[7]!.body.deliveryAttempt).toBe(8);
    expect(local.service.undelivered(subscriptionName("dead"))).toBe(0);
    // Said once, not with every attempt.
    expect(local.services.reported).toHaveLength(1);
    expect(local.services.reported[0]).toContain(text);
    await grantPublisher();
    await grantSubscriber();
    const [received] = await pullDead();
    const attempts = Number(received!.message!.attributes!["CloudPubSubDeadLetterSourceDeliveryCount"]);
    expect(attempts).toBe(target.pushes.length);
    expect(attempts).toBeGreaterThanOrEqual(8);
  });
});
