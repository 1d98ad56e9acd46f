import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceAgents } from "../../src/local/services/agents.ts";
import {
  createAccount,
  startPubSub,
  subscriptionName,
  topicName,
  type StartedPubSub,
} from "../support/pubsub-services.ts";

const invalidArgument = 3;
const missing = 5;
const exists = 6;
const unimplemented = 12;

let local: StartedPubSub;
beforeAll(async () => {
  local = await startPubSub();
  await local.publisher.createTopic({ name: topicName("shared") });
});
afterAll(async () => {
  await local.close();
});

let count = 0;
const freshId = () => `fresh-${++count}`;

async function createSubscription(settings: object = {}, id = freshId()) {
  const [subscription] = await local.subscriber.createSubscription({
    name: subscriptionName(id),
    topic: topicName("shared"),
    ...settings,
  });
  return subscription;
}

async function update(name: string, settings: object, paths: string[]) {
  const [subscription] = await local.subscriber.updateSubscription({
    subscription: { name, ...settings },
    updateMask: { paths },
  });
  return subscription;
}

describe("topics", () => {
  it("creates, reads, updates, lists and deletes", async () => {
    const { pubsub } = local;
    const [topic] = await pubsub.createTopic({ name: "life-cycle", labels: { a: "b" } });
    expect(topic.name).toBe(topicName("life-cycle"));
    await expect(pubsub.createTopic("life-cycle")).rejects.toMatchObject({ code: exists });
    await topic.setMetadata({ labels: { c: "d" }, messageRetentionDuration: { seconds: 600 } });
    const [metadata] = await topic.getMetadata();
    expect(metadata).toMatchObject({ labels: { c: "d" }, messageRetentionDuration: { seconds: "600" } });
    const [topics] = await pubsub.getTopics();
    expect(topics.map(({ name }) => name)).toContain(topicName("life-cycle"));
    await topic.delete();
    await expect(topic.getMetadata()).rejects.toMatchObject({ code: missing });
    await expect(topic.delete()).rejects.toMatchObject({ code: missing });
  });

  it.each(["ab", "1abc", "google-topic", "with space", "a".repeat(256)])(
    "refuses the name %s",
    async (id) => {
      const created = local.publisher.createTopic({ name: topicName(id) });
      await expect(created).rejects.toMatchObject({ code: invalidArgument });
    },
  );

  it("knows no other project", async () => {
    const created = local.publisher.createTopic({ name: "projects/elsewhere/topics/abc" });
    await expect(created).rejects.toMatchObject({ code: missing });
    const listed = local.publisher.listTopics({ project: "projects/elsewhere" });
    await expect(listed).rejects.toMatchObject({ code: missing });
  });

  it.each([
    [{ messageRetentionDuration: { seconds: 599 } }, invalidArgument],
    [{ messageRetentionDuration: { seconds: 31 * 86400 + 1 } }, invalidArgument],
    [{ labels: { Upper: "x" } }, invalidArgument],
    [{ labels: { x: "y".repeat(64) } }, invalidArgument],
    [{ schemaSettings: { schema: "projects/p/schemas/s" } }, unimplemented],
  ])("refuses the settings %j", async (settings, code) => {
    const created = local.publisher.createTopic({ name: topicName(freshId()), ...settings });
    await expect(created).rejects.toMatchObject({ code });
  });

  it.each([[["name"]], [["messageRetentionDuration"]], [["nonsense"]], [[]]])(
    "refuses to update the fields %j",
    async (paths) => {
      const updated = local.publisher.updateTopic({
        topic: { name: topicName("shared") },
        updateMask: { paths },
      });
      await expect(updated).rejects.toMatchObject({ code: invalidArgument });
    },
  );

  it("lists the names of attached subscriptions", async () => {
    const id = freshId();
    await local.publisher.createTopic({ name: topicName(id) });
    await createSubscription({ topic: topicName(id) }, `${id}-a`);
    await createSubscription({ topic: topicName(id) }, `${id}-b`);
    const [names] = await local.publisher.listTopicSubscriptions({ topic: topicName(id) });
    expect(names).toEqual([subscriptionName(`${id}-a`), subscriptionName(`${id}-b`)]);
    await local.publisher.detachSubscription({ subscription: subscriptionName(`${id}-a`) });
    const [left] = await local.publisher.listTopicSubscriptions({ topic: topicName(id) });
    expect(left).toEqual([subscriptionName(`${id}-b`)]);
  });

  it("leaves subscriptions of a deleted topic behind, cut off for good", async () => {
    const id = freshId();
    await local.publisher.createTopic({ name: topicName(id) });
    const { name } = await createSubscription({ topic: topicName(id) });
    await local.publisher.deleteTopic({ topic: topicName(id) });
    const [subscription] = await local.subscriber.getSubscription({ subscription: name! });
    expect(subscription.topic).toBe("_deleted-topic_");
    await local.publisher.createTopic({ name: topicName(id) });
    await local.pubsub.topic(id).publishMessage({ data: Buffer.from("x") });
    expect(local.service.undelivered(name!)).toBe(0);
  });

  it("pages through a list", async () => {
    const ids = ["paged-a", "paged-b", "paged-c"];
    for (const id of ids) await local.publisher.createTopic({ name: topicName(id) });
    const [first, , { nextPageToken }] = (await local.publisher.listTopics(
      { project: "projects/cloud-runner-local", pageSize: 2 },
      { autoPaginate: false },
    )) as unknown as [object[], unknown, { nextPageToken: string }];
    expect(first).toHaveLength(2);
    expect(nextPageToken).not.toBe("");
    const [all] = await local.publisher.listTopics({ project: "projects/cloud-runner-local", pageSize: 2 });
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(ids.map(topicName)));
  });
});

describe("publishing", () => {
  const publish = (messages: object[], topic = "shared") =>
    local.publisher.publish({ topic: topicName(topic), messages });

  it("gives every message an id of its own", async () => {
    const [{ messageIds }] = await publish([{ data: Buffer.from("a") }, { data: Buffer.from("b") }]);
    expect(new Set(messageIds).size).toBe(2);
  });

  it("answers NOT_FOUND without a topic", async () => {
    await expect(publish([{ data: Buffer.from("a") }], "not-there")).rejects.toMatchObject({ code: missing });
  });

  it.each([
    ["no messages", []],
    ["an empty message", [{}]],
    ["too many messages", Array.from({ length: 1001 }, () => ({ data: Buffer.from("a") }))],
    ["too large a message", [{ data: Buffer.alloc(10 * 1024 * 1024 + 1) }]],
    ["too long a value", [{ attributes: { a: "x".repeat(1025) } }]],
    ["too long a key", [{ attributes: { ["k".repeat(257)]: "x" } }]],
    ["a key of Google's", [{ attributes: { google: "x" } }]],
    [
      "too many attributes",
      [{ attributes: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, "v"])) }],
    ],
  ])("refuses %s", async (_, messages) => {
    await expect(publish(messages)).rejects.toMatchObject({ code: invalidArgument });
  });

  it("takes the keys by which Google's clients hand traces on, and gives them out", async () => {
    const { name: subscription } = await createSubscription();
    const attributes = { googclient_traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
    await publish([{ attributes }]);
    const [{ receivedMessages }] = await local.subscriber.pull({
      subscription: subscription!,
      maxMessages: 1,
    });
    expect(receivedMessages!.map(({ message }) => message!.attributes)).toEqual([attributes]);
  });

  it("takes a message of ten megabytes", async () => {
    const [{ messageIds }] = await publish([{ data: Buffer.alloc(10 * 1024 * 1024 - 100) }]);
    expect(messageIds).toHaveLength(1);
  });
});

describe("subscriptions", () => {
  it("fills in Google's defaults", async () => {
    const created = await createSubscription();
    expect(created).toMatchObject({
      ackDeadlineSeconds: 10,
      messageRetentionDuration: { seconds: "604800" },
      expirationPolicy: { ttl: { seconds: "2678400" } },
      state: "ACTIVE",
    });
    const [read] = await local.subscriber.getSubscription({ subscription: created.name! });
    expect(read).toEqual(created);
  });

  it("never expires when the policy is set but empty", async () => {
    const { expirationPolicy } = await createSubscription({ expirationPolicy: {} });
    expect(expirationPolicy).not.toBeNull();
    expect(expirationPolicy?.ttl ?? null).toBeNull();
  });

  it("keeps every setting of a push subscription", async () => {
    const email = await createAccount(local.services, "push-keeper");
    await local.publisher.createTopic({ name: topicName("keeps-dead") });
    const settings = {
      ackDeadlineSeconds: 600,
      pushConfig: {
        pushEndpoint: "https://service.example/path",
        oidcToken: { serviceAccountEmail: email, audience: "https://service.example" },
      },
      retryPolicy: { minimumBackoff: { seconds: 10 }, maximumBackoff: { seconds: 600 } },
      deadLetterPolicy: { deadLetterTopic: topicName("keeps-dead"), maxDeliveryAttempts: 20 },
      filter: 'attributes.eventType = "OBJECT_FINALIZE"',
      labels: { "managed-by": "test" },
      enableMessageOrdering: true,
      retainAckedMessages: true,
    };
    const created = await createSubscription(settings);
    expect(created).toMatchObject({
      ...settings,
      retryPolicy: { minimumBackoff: { seconds: "10" }, maximumBackoff: { seconds: "600" } },
    });
  });

  it("fills in the halves of a retry policy and the attempts of a dead-letter policy", async () => {
    const { retryPolicy, deadLetterPolicy } = await createSubscription({
      retryPolicy: { minimumBackoff: { seconds: 30 } },
      deadLetterPolicy: { deadLetterTopic: topicName("shared") },
    });
    expect(retryPolicy).toMatchObject({
      minimumBackoff: { seconds: "30" },
      maximumBackoff: { seconds: "600" },
    });
    expect(deadLetterPolicy?.maxDeliveryAttempts).toBe(5);
  });

  it.each([
    [{ ackDeadlineSeconds: 9 }, invalidArgument],
    [{ ackDeadlineSeconds: 601 }, invalidArgument],
    [{ messageRetentionDuration: { seconds: 599 } }, invalidArgument],
    [{ messageRetentionDuration: { seconds: 31 * 86400 + 1 } }, invalidArgument],
    [{ expirationPolicy: { ttl: { seconds: 86399 } } }, invalidArgument],
    [{ expirationPolicy: { ttl: { seconds: 86400 } } }, invalidArgument],
    [{ retryPolicy: { minimumBackoff: { seconds: 601 } } }, invalidArgument],
    [{ retryPolicy: { minimumBackoff: { seconds: 20 }, maximumBackoff: { seconds: 10 } } }, invalidArgument],
    [{ deadLetterPolicy: { deadLetterTopic: topicName("shared"), maxDeliveryAttempts: 4 } }, invalidArgument],
    [
      { deadLetterPolicy: { deadLetterTopic: topicName("shared"), maxDeliveryAttempts: 101 } },
      invalidArgument,
    ],
    [{ deadLetterPolicy: { deadLetterTopic: topicName("not-there") } }, missing],
    [{ deadLetterPolicy: { maxDeliveryAttempts: 5 } }, invalidArgument],
    [{ filter: "(((" }, invalidArgument],
    [{ filter: `attributes:${"k".repeat(250)}` }, invalidArgument],
    [{ labels: { "no spaces": "x" } }, invalidArgument],
    [{ pushConfig: { pushEndpoint: "notaurl" } }, invalidArgument],
    [{ pushConfig: { pushEndpoint: "ftp://host/" } }, invalidArgument],
    [
      {
        pushConfig: {
          pushEndpoint: "https://host/",
          oidcToken: { serviceAccountEmail: "nobody@cloud-runner-local.iam.gserviceaccount.com" },
        },
      },
      invalidArgument,
    ],
    [{ topic: topicName("not-there") }, missing],
    [{ topic: "_deleted-topic_" }, invalidArgument],
    [{ name: subscriptionName("x") }, invalidArgument],
    [{ bigqueryConfig: { table: "a.b.c" } }, unimplemented],
    [{ enableExactlyOnceDelivery: true }, unimplemented],
  ])("refuses to create with %j", async (settings, code) => {
    await expect(createSubscription(settings)).rejects.toMatchObject({ code });
  });

  it("answers ALREADY_EXISTS and NOT_FOUND", async () => {
    const { name } = await createSubscription();
    const again = createSubscription({}, name!.split("/").at(-1));
    await expect(again).rejects.toMatchObject({ code: exists });
    await local.subscriber.deleteSubscription({ subscription: name! });
    const absent = { subscription: name! };
    await expect(local.subscriber.deleteSubscription(absent)).rejects.toMatchObject({ code: missing });
    await expect(local.subscriber.getSubscription(absent)).rejects.toMatchObject({ code: missing });
    await expect(update(name!, {}, ["labels"])).rejects.toMatchObject({ code: missing });
  });

  it("updates exactly the fields in the mask, nested ones as a whole", async () => {
    const { name } = await createSubscription({
      labels: { a: "1" },
      ackDeadlineSeconds: 20,
      retryPolicy: { minimumBackoff: { seconds: 20 }, maximumBackoff: { seconds: 30 } },
    });
    const updated = await update(
      name!,
      { labels: { b: "2" }, ackDeadlineSeconds: 99, retryPolicy: { minimumBackoff: { seconds: 5 } } },
      ["labels", "retry_policy"],
    );
    expect(updated.labels).toEqual({ b: "2" });
    expect(updated.ackDeadlineSeconds).toBe(20);
    expect(updated.retryPolicy).toMatchObject({
      minimumBackoff: { seconds: "5" },
      maximumBackoff: { seconds: "600" },
    });
  });

  it("goes back to the default of a field that is in the mask but not set", async () => {
    const { name } = await createSubscription({
      ackDeadlineSeconds: 20,
      expirationPolicy: {},
      retryPolicy: {},
      pushConfig: { pushEndpoint: "http://127.0.0.1:1/" },
    });
    const updated = await update(name!, {}, [
      "ack_deadline_seconds",
      "expiration_policy",
      "retry_policy",
      "push_config",
    ]);
    expect(updated.ackDeadlineSeconds).toBe(10);
    expect(updated.expirationPolicy?.ttl?.seconds).toBe("2678400");
    expect(updated.retryPolicy).toBeNull();
    expect(updated.pushConfig?.pushEndpoint ?? "").toBe("");
  });

  it("takes the masks of the high-level client", async () => {
    const { name } = await createSubscription();
    const subscription = local.pubsub.subscription(name!);
    await subscription.setMetadata({ ackDeadlineSeconds: 77, expirationPolicy: {} });
    const [metadata] = await subscription.getMetadata();
    expect(metadata.ackDeadlineSeconds).toBe(77);
    expect(metadata.expirationPolicy?.ttl ?? null).toBeNull();
  });

  it.each([
    [["topic"]],
    [["filter"]],
    [["name"]],
    [["enable_message_ordering"]],
    [["nonsense"]],
    [["pushConfig"]],
    [["labels", "nonsense"]],
    [[]],
  ])("refuses to update the fields %j and changes nothing", async (paths) => {
    const { name } = await createSubscription({ labels: { a: "1" } });
    const updated = update(name!, { labels: { b: "2" } }, paths);
    await expect(updated).rejects.toMatchObject({ code: invalidArgument });
    const [{ labels }] = await local.subscriber.getSubscription({ subscription: name! });
    expect(labels).toEqual({ a: "1" });
  });

  it("checks an update like a creation", async () => {
    const { name } = await createSubscription();
    await expect(update(name!, { ackDeadlineSeconds: 601 }, ["ack_deadline_seconds"])).rejects.toMatchObject({
      code: invalidArgument,
    });
  });

  it("says the attributes of a push configuration in the answer that sets them, and never again", async () => {
    const pushConfig = { pushEndpoint: "https://one.example/", attributes: { "x-goog-version": "v1beta2" } };
    const created = await createSubscription({ pushConfig });
    expect(created.pushConfig).toMatchObject(pushConfig);
    const [read] = await local.subscriber.getSubscription({ subscription: created.name! });
    expect(read.pushConfig?.attributes).toEqual({});
    const updated = await update(created.name!, { labels: { b: "2" } }, ["labels"]);
    expect(updated.pushConfig?.attributes).toEqual({ "x-goog-version": "v1" });
  });

  it("may name a field that is not emulated as long as it stays unset", async () => {
    const { name } = await createSubscription();
    await update(name!, { ackDeadlineSeconds: 30 }, ["ack_deadline_seconds", "bigquery_config"]);
    const exactlyOnce = update(name!, { enableExactlyOnceDelivery: true }, ["enable_exactly_once_delivery"]);
    await expect(exactlyOnce).rejects.toMatchObject({ code: unimplemented });
    const [read] = await local.subscriber.getSubscription({ subscription: name! });
    expect(read).toMatchObject({ ackDeadlineSeconds: 30, enableExactlyOnceDelivery: false });
  });

  it("replaces the push configuration", async () => {
    const { name } = await createSubscription({ pushConfig: { pushEndpoint: "https://one.example/" } });
    const subscription = local.pubsub.subscription(name!);
    await subscription.modifyPushConfig({ pushEndpoint: "https://two.example/" });
    const [metadata] = await subscription.getMetadata();
    expect(metadata.pushConfig).toMatchObject({
      pushEndpoint: "https://two.example/",
    });
    await subscription.modifyPushConfig({ pushEndpoint: "" });
    const [pulled] = await subscription.getMetadata();
    expect(pulled.pushConfig?.pushEndpoint ?? "").toBe("");
  });
});

describe("policies", () => {
  it("keeps a policy for topics and subscriptions, with etags", async () => {
    const { name } = await createSubscription();
    const topic = local.pubsub.topic("shared");
    for (const [resource, role] of [
      [topic, "roles/pubsub.publisher"],
      [local.pubsub.subscription(name!), "roles/pubsub.subscriber"],
    ] as const) {
      const [empty] = await resource.iam.getPolicy();
      expect(empty.bindings ?? []).toEqual([]);
      const bindings = [{ role, members: [`serviceAccount:${serviceAgents.pubsub}`] }];
      const [stored] = await resource.iam.setPolicy({ bindings, etag: empty.etag! });
      expect(stored.bindings).toMatchObject(bindings);
      const stale = resource.iam.setPolicy({ bindings: [], etag: empty.etag! });
      await expect(stale).rejects.toMatchObject({ code: 10 });
      const [permissions] = await resource.iam.testPermissions(["pubsub.topics.publish"]);
      expect(permissions).toEqual({ "pubsub.topics.publish": true });
    }
    expect(
      local.context.policies.grants(
        `//pubsub.googleapis.com/${topicName("shared")}`,
        "roles/pubsub.publisher",
        `serviceAccount:${serviceAgents.pubsub}`,
      ),
    ).toBe(true);
  });

  it("refuses a member that does not exist, and a resource that does not", async () => {
    const bindings = [{ role: "roles/pubsub.publisher", members: ["serviceAccount:none@example.com"] }];
    const set = local.pubsub.topic("shared").iam.setPolicy({ bindings });
    await expect(set).rejects.toMatchObject({ code: invalidArgument });
    const read = local.pubsub.topic("not-there").iam.getPolicy();
    await expect(read).rejects.toMatchObject({ code: missing });
  });

  it("forgets the policy of a deleted topic", async () => {
    const [topic] = await local.pubsub.createTopic("policy-gone");
    const bindings = [{ role: "roles/pubsub.publisher", members: ["allUsers"] }];
    await topic.iam.setPolicy({ bindings });
    await topic.delete();
    await topic.create();
    const [policy] = await topic.iam.getPolicy();
    expect(policy.bindings ?? []).toEqual([]);
  });
});
