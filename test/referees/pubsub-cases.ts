// What is asked of Google's Pub/Sub emulator and of ours alike, and where the two are known to differ.
import { setTimeout as delay } from "node:timers/promises";
import { subscriptionName, topicName } from "../support/pubsub-services.ts";
import { startReceiver } from "../support/push-receiver.ts";
import {
  codeOf,
  createCode,
  data,
  fast,
  make,
  publish,
  pull,
  pushes,
  subscribe,
  updateCode,
  verdicts,
  type Ask,
} from "./pubsub-questions.ts";

export interface Case {
  title: string;
  ask: Ask;
  /** What each answers where they are not to agree, and why ours is right all the same. */
  differs?: { emulator: unknown; ours: unknown; reason: string };
}

export const cases: Case[] = [
  {
    title: "codes of topics: twice, absent, deleted twice",
    async ask({ publisher }) {
      const name = topicName("codes");
      return [
        await codeOf(publisher.createTopic({ name })),
        await codeOf(publisher.createTopic({ name })),
        await codeOf(publisher.getTopic({ topic: name })),
        await codeOf(publisher.getTopic({ topic: topicName("absent") })),
        await codeOf(publisher.publish({ topic: topicName("absent"), messages: [{ data: data("x") }] })),
        await codeOf(publisher.deleteTopic({ topic: name })),
        await codeOf(publisher.deleteTopic({ topic: name })),
      ];
    },
  },
  {
    title: "codes of subscriptions: twice, absent, on an absent topic, deleted twice",
    async ask(side) {
      const { subscriber } = side;
      const subscription = subscriptionName("sub-codes");
      await make(side, "sub-codes");
      return [
        await codeOf(subscribe(side, "sub-codes")),
        await codeOf(subscriber.getSubscription({ subscription: subscriptionName("absent") })),
        await codeOf(
          subscriber.createSubscription({ name: subscriptionName("lost"), topic: topicName("absent") }),
        ),
        await codeOf(subscriber.deleteSubscription({ subscription })),
        await codeOf(subscriber.deleteSubscription({ subscription })),
      ];
    },
  },
  ...["a", "goog-topic", "1digit", "with space", "x".repeat(256)].map(
    (id): Case => ({
      title: `code of a topic called ${id.slice(0, 20)}`,
      ask: ({ publisher }) => codeOf(publisher.createTopic({ name: topicName(id) })),
    }),
  ),
  {
    title: "lists of topics and of the subscriptions of one",
    async ask(side) {
      await make(side, "listed");
      const [names] = await side.publisher.listTopicSubscriptions({ topic: topicName("listed") });
      const [topics] = await side.publisher.listTopics({ project: topicName("x").replace("/topics/x", "") });
      return [names, topics.map(({ name }) => name).includes(topicName("listed"))];
    },
  },
  {
    title: "labels given at creation are kept",
    async ask({ publisher }) {
      const [topic] = await publisher.createTopic({ name: topicName("labelled"), labels: { a: "b" } });
      return topic.labels;
    },
  },
  ...(
    [
      ["unknown field", ["bogus"]],
      ["no field", []],
      ["topic", ["topic"]],
      ["name", ["name"]],
      ["ack_deadline_seconds", ["ack_deadline_seconds"], { ackDeadlineSeconds: 30 }],
      ["retry_policy", ["retry_policy"], { retryPolicy: { minimumBackoff: { seconds: 3 } } }],
      ["push_config", ["push_config"], { pushConfig: { pushEndpoint: "http://127.0.0.1:9/" } }],
    ] as [string, string[], Record<string, unknown>?][]
  ).map(
    ([title, paths, fields]): Case => ({
      title: `code of an update with the mask: ${title}`,
      ask: updateCode(`mask-${title.replaceAll(/\W/g, "-")}`, paths, fields),
    }),
  ),
  {
    title: "code of an update with the mask: labels",
    ask: updateCode("mask-labels", ["labels"], { labels: { a: "b" } }),
    differs: { emulator: 3, ours: 0, reason: "the emulator knows labels at creation only" },
  },
  ...(
    [
      ["a push endpoint that is no URL", { pushConfig: { pushEndpoint: "notaurl" } }],
      ["an ack deadline of 601 s", { ackDeadlineSeconds: 601 }],
      ["a back-off of 700 s", { retryPolicy: { maximumBackoff: { seconds: 700 } } }],
      [
        "a back-off that begins above its end",
        { retryPolicy: { minimumBackoff: { seconds: 9 }, maximumBackoff: { seconds: 3 } } },
      ],
    ] as [string, Record<string, unknown>][]
  ).map(
    ([title, settings], index): Case => ({
      title: `code of a subscription with ${title}`,
      ask: createCode(`refused-${index}`, settings),
    }),
  ),
  {
    title: "code of a subscription with an ack deadline of 5 s",
    ask: createCode("deadline-short", { ackDeadlineSeconds: 5 }),
    differs: { emulator: 0, ours: 3, reason: "10 s is the documented minimum" },
  },
  {
    title: "code of a subscription with 3 delivery attempts",
    async ask(side) {
      await side.publisher.createTopic({ name: topicName("attempts-dead") });
      const deadLetterPolicy = { deadLetterTopic: topicName("attempts-dead"), maxDeliveryAttempts: 3 };
      return createCode("attempts", { deadLetterPolicy })(side);
    },
    differs: { emulator: 11, ours: 3, reason: "the service documents INVALID_ARGUMENT for values below 5" },
  },
  {
    title: "code of a subscription with a filter that cannot be parsed",
    ask: createCode("filtered", { filter: "(((" }),
    differs: { emulator: 0, ours: 3, reason: "the emulator stores filters and never reads them" },
  },
  {
    title: "policies of a topic",
    async ask({ publisher }) {
      await publisher.createTopic({ name: topicName("policed") });
      return codeOf(publisher.getIamPolicy({ resource: topicName("policed") } as never));
    },
    differs: { emulator: 12, ours: 0, reason: "the emulator has no IAM" },
  },
  {
    title: "every message is pulled once, with data and attributes as they were sent",
    async ask(side) {
      await make(side, "pulled");
      await publish(
        side,
        "pulled",
        { data: data("one"), attributes: { a: "1" } },
        { data: data("zwölf") },
        { attributes: { only: "attributes" } },
      );
      const received = [];
      while (received.length < 3) received.push(...(await pull(side, "pulled")));
      return received.toSorted((a, b) => a.data.localeCompare(b.data));
    },
  },
  {
    title: "a subscription outlives its topic",
    async ask(side) {
      await make(side, "orphaned");
      await side.publisher.deleteTopic({ topic: topicName("orphaned") });
      const [{ topic }] = await side.subscriber.getSubscription({
        subscription: subscriptionName("orphaned"),
      });
      return topic;
    },
  },
  {
    title: "a push subscription becomes one to pull from",
    async ask(side) {
      await make(side, "turned", { pushConfig: { pushEndpoint: "http://127.0.0.1:9/" } });
      const subscription = subscriptionName("turned");
      await side.subscriber.modifyPushConfig({ subscription, pushConfig: {} });
      await publish(side, "turned", { data: data("x") });
      return pull(side, "turned");
    },
  },
  {
    title: "the envelope of a push",
    async ask(side) {
      const [push] = await pushes(side, "wrapped", {
        messages: [{ data: data("hello"), attributes: { a: "1" } }],
        withinMs: 1500,
      });
      const { message, ...envelope } = push!.body;
      return {
        type: push!.headers["content-type"],
        envelope,
        keys: Object.keys(message).toSorted(),
        data: message.data,
        attributes: message["attributes"],
      };
    },
  },
  {
    title: "a push without the envelope",
    async ask(side) {
      const [push] = await pushes(side, "bare", {
        push: { noWrapper: { writeMetadata: true } },
        messages: [{ data: data("hello"), attributes: { a: "1" } }],
        withinMs: 1500,
      });
      const { headers } = push!;
      return {
        body: push!.raw.toString(),
        attribute: headers["a"],
        subscription: headers["x-goog-pubsub-subscription-name"],
        metadata: Object.keys(headers)
          .filter((name) => name.startsWith("x-goog-pubsub"))
          .toSorted(),
      };
    },
  },
  {
    title: "the ordering key in the envelope",
    async ask(side) {
      const [push] = await pushes(side, "keyed", {
        settings: { enableMessageOrdering: true },
        messages: [{ data: data("x"), orderingKey: "k" }],
        withinMs: 1500,
      });
      return push!.body.message["orderingKey"] ?? "absent";
    },
    differs: { emulator: "absent", ours: "k", reason: "the service documents orderingKey in the envelope" },
  },
  {
    title: "the attempt in the envelope of what may become a dead letter",
    async ask(side) {
      await side.publisher.createTopic({ name: topicName("counted-dead") });
      const [push] = await pushes(side, "counted", {
        settings: {
          deadLetterPolicy: { deadLetterTopic: topicName("counted-dead"), maxDeliveryAttempts: 5 },
        },
        messages: [{ data: data("x") }],
        withinMs: 1500,
      });
      return push!.body.deliveryAttempt ?? "absent";
    },
    differs: {
      emulator: "absent",
      ours: 1,
      reason: "the service documents deliveryAttempt with a dead-letter policy",
    },
  },
  {
    title: "one key is pushed in order, also over a refusal",
    async ask(side) {
      const got = await pushes(side, "ordered", {
        settings: { enableMessageOrdering: true, ...fast },
        messages: ["o1", "o2", "o3", "o4"].map((text) => ({ data: data(text), orderingKey: "k" })),
        answer: (_push, count) => (count === 2 ? 500 : 204),
        withinMs: 6000,
      });
      return got.map(({ body }) => Buffer.from(body.message.data!, "base64").toString());
    },
  },
  {
    title: "what an endpoint's status means",
    ask: (side) => verdicts(side, "status", [102, 200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503]),
  },
  {
    title: "what the status 202 means",
    ask: (side) => verdicts(side, "status-202", [202]),
    differs: {
      emulator: { 202: "retried" },
      ours: { 202: "acknowledged" },
      reason: "the service documents 202 among the acknowledgements",
    },
  },
  {
    title: "a message that is refused five times is a dead letter",
    async ask(side) {
      await make(side, "dead-letters");
      const receiver = await startReceiver(() => 500);
      await make(side, "refusing", {
        pushConfig: { pushEndpoint: receiver.url },
        deadLetterPolicy: { deadLetterTopic: topicName("dead-letters"), maxDeliveryAttempts: 5 },
        ...fast,
      });
      await side.allowDeadLetters(topicName("dead-letters"), subscriptionName("refusing"));
      await publish(side, "refusing", { data: data("bad"), attributes: { a: "1" } });
      const letters = [];
      for (const end = Date.now() + 40_000; letters.length === 0 && Date.now() < end; await delay(200)) {
        letters.push(...(await pull(side, "dead-letters")));
      }
      await receiver.close();
      await side.subscriber.deleteSubscription({ subscription: subscriptionName("refusing") });
      return {
        deliveries: receiver.pushes.length,
        letters: letters.map((letter) => ({
          ...letter,
          attributes: { ...letter.attributes, CloudPubSubDeadLetterSourceTopicPublishTime: "(a time)" },
        })),
      };
    },
  },
];
