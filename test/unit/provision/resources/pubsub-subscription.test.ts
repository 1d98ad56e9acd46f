import { describe, expect, it } from "vitest";
import {
  pubsubSubscription,
  type SubscriptionSpec,
} from "../../../../src/provision/resources/pubsub-subscription.ts";
import type { Settled } from "../../../../src/provision/engine/unknown.ts";
import { context } from "../support.ts";

const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast" };
const spec: Settled<SubscriptionSpec> = {
  project: "p",
  subscription: "s",
  topic: "projects/p/topics/t",
  ackDeadlineSeconds: 600,
  retentionDays: 7,
  labels,
  push: {
    endpoint: "https://x.run.app/",
    serviceAccount: "a@p.iam.gserviceaccount.com",
    audience: "https://x.run.app",
    minimumBackoffSeconds: 10,
    maximumBackoffSeconds: 600,
    deadLetters: { topic: "projects/p/topics/d", maxDeliveryAttempts: 20 },
  },
};

/** As the client gives it: Longs as text, absent messages as null. */
const answer = {
  name: "projects/p/subscriptions/s",
  topic: "projects/p/topics/t",
  ackDeadlineSeconds: 600,
  labels,
  expirationPolicy: { ttl: null },
  pushConfig: {
    pushEndpoint: "https://x.run.app/",
    attributes: { "x-goog-version": "v1" },
    oidcToken: { serviceAccountEmail: "a@p.iam.gserviceaccount.com", audience: "https://x.run.app" },
  },
  retryPolicy: { minimumBackoff: { seconds: "10", nanos: 0 }, maximumBackoff: { seconds: "600", nanos: 0 } },
  deadLetterPolicy: { deadLetterTopic: "projects/p/topics/d", maxDeliveryAttempts: 20 },
  messageRetentionDuration: { seconds: "604800", nanos: 0 },
  state: "ACTIVE",
};

async function changesFor(found: object, wanted = spec) {
  const ctx = context({ subscriptions: async () => ({ getSubscription: async () => [found] }) });
  const live = await pubsubSubscription.read(ctx, wanted);
  return pubsubSubscription.diff(wanted, live!).map(({ path, effect }) => `${effect} ${path}`);
}

describe("pubsubSubscription", () => {
  const inSync: [string, object][] = [
    ["what was written", {}],
    [
      "another push attribute",
      { pushConfig: { ...answer.pushConfig, attributes: { "x-goog-version": "v1beta1" } } },
    ],
    ["labels of others", { labels: { ...labels, theirs: "x" } }],
    ["the default retention, left out", { messageRetentionDuration: null }],
    ["what is absent, written as empty", { filter: "", detached: false, messageTransforms: [] }],
    ["an empty expiration policy without its field", { expirationPolicy: {} }],
    [
      "backoffs that are the defaults, left out",
      { retryPolicy: { minimumBackoff: null, maximumBackoff: null } },
    ],
  ];
  it.each(inSync)("leaves alone: %s", async (_title, difference) => {
    expect(await changesFor({ ...answer, ...difference })).toEqual([]);
  });

  const drifted: [string, object, string[]][] = [
    ["a deleted topic", { topic: "_deleted-topic_" }, ["replace topic"]],
    ["a policy that lets it expire", { expirationPolicy: null }, ["update expirationPolicy.ttlSeconds"]],
    [
      "an expiration of a day",
      { expirationPolicy: { ttl: { seconds: "86400" } } },
      ["update expirationPolicy.ttlSeconds"],
    ],
    ["the default deadline, written as 0", { ackDeadlineSeconds: 0 }, ["update ackDeadlineSeconds"]],
    [
      "no dead letters",
      { deadLetterPolicy: null },
      ["update deadLetterPolicy.deadLetterTopic", "update deadLetterPolicy.maxDeliveryAttempts"],
    ],
    [
      "no back-off",
      { retryPolicy: null },
      ["update retryPolicy.minimumBackoff", "update retryPolicy.maximumBackoff"],
    ],
    [
      "a push without a token",
      { pushConfig: { pushEndpoint: "https://x.run.app/", oidcToken: null } },
      ["update pushConfig.oidcToken.serviceAccountEmail", "update pushConfig.oidcToken.audience"],
    ],
    [
      "messages that are kept for a shorter time",
      { messageRetentionDuration: { seconds: "600" } },
      ["update messageRetentionDuration.days"],
    ],
    [
      "messages that are kept, and paid for, after their end",
      { retainAckedMessages: true },
      ["update retainAckedMessages"],
    ],
    ["a filter", { filter: "attributes:x" }, ["replace filter"]],
    ["a subscription that was cut off", { detached: true }, ["replace detached"]],
    [
      "messages that go elsewhere or are changed",
      { bigqueryConfig: { table: "p.d.t" }, messageTransforms: [{ javascriptUdf: {} }] },
      ["update bigqueryConfig", "update messageTransforms"],
    ],
    [
      "a push without its envelope",
      { pushConfig: { ...answer.pushConfig, noWrapper: { writeMetadata: true } } },
      ["update pushConfig.noWrapper"],
    ],
    ["a lost label", { labels: { "managed-by": "cloud-runner" } }, ["update labels.cloud-runner-stack"]],
  ];
  it.each(drifted)("fixes: %s", async (_title, difference, expected) => {
    expect(await changesFor({ ...answer, ...difference })).toEqual(expected);
  });

  it("sends only the changed parts, named as the mask wants them", async () => {
    const sent: { updateMask?: { paths: string[] } }[] = [];
    const ctx = context({
      subscriptions: async () => ({
        getSubscription: async () => [
          { ...answer, ackDeadlineSeconds: 10, pushConfig: null, expirationPolicy: null },
        ],
        updateSubscription: async (request: object) => {
          sent.push(request);
          return [answer];
        },
      }),
    });
    const live = await pubsubSubscription.read(ctx, spec);
    const updated = await pubsubSubscription.update!(ctx, spec, live!, pubsubSubscription.diff(spec, live!));
    expect(sent[0]!.updateMask!.paths).toEqual(["ack_deadline_seconds", "expiration_policy", "push_config"]);
    expect(sent[0]).not.toHaveProperty("subscription.topic");
    expect(pubsubSubscription.diff(spec, updated)).toEqual([]);
  });

  it.each([
    ["IAM's words", "Service account a does not exist."],
    [
      "Pub/Sub's own words",
      "You have passed an invalid argument to the service (argument=PushConfig::oidc_token::service_account_email).",
    ],
  ])("waits for an account to be known, also of a run that was cut off: %s", async (_whose, text) => {
    let tries = 0;
    const client = {
      createSubscription: async () => {
        tries += 1;
        if (tries < 3) throw Object.assign(new Error(`3 INVALID_ARGUMENT: ${text}`), { code: 3 });
        return [answer];
      },
    };
    const live = await pubsubSubscription.create(context({ subscriptions: async () => client }), spec);
    expect(tries).toBe(3);
    expect(pubsubSubscription.diff(spec, live)).toEqual([]);
  });

  it("waits out a missing right only where the account is of this run", async () => {
    let tries = 0;
    const client = {
      createSubscription: async () => {
        tries += 1;
        if (tries < 3) throw Object.assign(new Error("7 PERMISSION_DENIED: no"), { code: 7 });
        return [answer];
      },
    };
    const ctx = context({ subscriptions: async () => client });
    await expect(pubsubSubscription.create(ctx, spec)).rejects.toMatchObject({ status: "PERMISSION_DENIED" });
    await pubsubSubscription.create({ ...ctx, isNew: () => true }, spec);
    expect(tries).toBe(3);
  });
});
