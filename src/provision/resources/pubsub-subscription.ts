// Pull, or push when the spec says where to. https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions
import { isForbidden, isMissingAccount } from "../google/cloud-error.ts";
import { call, patiently, unlessNotFound, type CloudContext } from "../engine/context.ts";
import { labelChanges, namesOfOurs, ownedByLabels } from "../engine/labels.ts";
import { managing, need } from "../engine/needs.ts";
import { isSet, maskOf, plainMap, secondsOf } from "../engine/normalise.ts";
import { changed, type Removable } from "../engine/resource.ts";
import type { Late, Settled } from "../engine/unknown.ts";
import { pubsubAdmin, serviceAccountUser } from "../google/roles.ts";

export interface SubscriptionSpec {
  project: string;
  subscription: string;
  /** Full name. */
  topic: string;
  /** For push this is also the timeout of the HTTP request. */
  ackDeadlineSeconds: number;
  /** How long a message is kept for whoever has not taken it. */
  retentionDays: number;
  labels: Record<string, string>;
  push?: PushSpec;
}

export interface PushSpec {
  endpoint: Late<string>;
  /** The account that the token is made out for, and the audience that it names. */
  serviceAccount: string;
  audience: Late<string>;
  minimumBackoffSeconds: number;
  maximumBackoffSeconds: number;
  /** Where a message goes after so many attempts; without it, it is pushed until it is no longer kept. */
  deadLetters?: {
    /** Full name. */
    topic: string;
    maxDeliveryAttempts: number;
  };
}

export interface SubscriptionLive {
  name: string;
  topic: string;
  ackDeadlineSeconds: number;
  labels: Record<string, string>;
  /** undefined = never; Google's own default deletes a subscription after 31 idle days. */
  expiresAfterSeconds: number | undefined;
  /** How long messages are kept that nobody has taken. */
  retentionSeconds: number;
  retainAckedMessages: boolean;
  /** Only messages that it lets through are delivered. */
  filter: string;
  detached: boolean;
  /** What else is set that takes messages elsewhere, or changes them. */
  others: readonly string[];
  pushEndpoint: string;
  /** Pushes the bare data, which the service cannot read. */
  noWrapper: boolean;
  serviceAccount: string;
  audience: string;
  minimumBackoffSeconds: number | undefined;
  maximumBackoffSeconds: number | undefined;
  deadLetterTopic: string;
  maxDeliveryAttempts: number;
}

/** The topic was deleted: such a subscription gets no messages any more and cannot be attached again. */
const deletedTopic = "_deleted-topic_";
const daySeconds = 86_400;
const defaultExpirySeconds = 31 * daySeconds;
const defaultRetentionSeconds = 7 * daySeconds;
const otherFields = ["bigqueryConfig", "cloudStorageConfig", "bigtableConfig", "messageTransforms"] as const;

export const pubsubSubscription: Removable<SubscriptionSpec, SubscriptionLive> = {
  kind: "pubsub.subscription",
  purpose:
    "signed push to the service, 600 s deadline, back-off, 100 attempts, never expiring; one keeps the dead letters for 31 days, one pushes them to be announced",
  needs: [
    need("pubsub", pubsubAdmin, [...managing("pubsub.subscriptions"), "pubsub.topics.attachSubscription"]),
    need("iam", serviceAccountUser, ["iam.serviceAccounts.actAs"]),
  ],
  fields: {
    compared: [
      "topic",
      "pushConfig",
      "ackDeadlineSeconds",
      "retainAckedMessages",
      "messageRetentionDuration",
      "labels",
      "expirationPolicy",
      "filter",
      "deadLetterPolicy",
      "retryPolicy",
      "detached",
      ...otherFields,
    ],
    ignored: {
      name: "identifies it",
      enableMessageOrdering: "without ordering keys, and notifications have none, it orders nothing",
      enableExactlyOnceDelivery: "costs nothing, and a push subscription cannot have it",
      tags: "are written only, and change no message",
    },
  },
  name: (spec) => `projects/${spec.project}/subscriptions/${spec.subscription}`,

  async list(ctx) {
    const client = await ctx.clients.subscriptions();
    const project = `projects/${ctx.project}`;
    const [subscriptions] = await call(ctx, "pubsub.ListSubscriptions", project, () =>
      client.listSubscriptions({ project }),
    );
    return namesOfOurs(ctx, subscriptions);
  },

  async read(ctx, spec) {
    const client = await ctx.clients.subscriptions();
    const subscription = pubsubSubscription.name(spec);
    const found = await unlessNotFound(
      call(ctx, "pubsub.GetSubscription", subscription, () => client.getSubscription({ subscription })),
    );
    return found && liveFrom(subscription, found[0]);
  },

  diff(spec, live) {
    const { push } = spec;
    return [
      ...changed("topic", live.topic, spec.topic, "replace"),
      ...changed("ackDeadlineSeconds", live.ackDeadlineSeconds, spec.ackDeadlineSeconds),
      ...changed("expirationPolicy.ttlSeconds", live.expiresAfterSeconds, undefined),
      ...changed("messageRetentionDuration.days", live.retentionSeconds / daySeconds, spec.retentionDays),
      ...changed("retainAckedMessages", live.retainAckedMessages, false),
      ...changed("filter", live.filter, "", "replace"),
      ...changed("detached", live.detached, false, "replace"),
      ...live.others.flatMap((field) => changed(field, "set", undefined)),
      ...changed("pushConfig.pushEndpoint", live.pushEndpoint, push?.endpoint ?? ""),
      ...changed("deadLetterPolicy.deadLetterTopic", live.deadLetterTopic, push?.deadLetters?.topic ?? ""),
      ...(push
        ? [
            ...changed("pushConfig.noWrapper", live.noWrapper, false),
            ...changed("pushConfig.oidcToken.serviceAccountEmail", live.serviceAccount, push.serviceAccount),
            ...changed("pushConfig.oidcToken.audience", live.audience, push.audience),
            ...changed("retryPolicy.minimumBackoff", live.minimumBackoffSeconds, push.minimumBackoffSeconds),
            ...changed("retryPolicy.maximumBackoff", live.maximumBackoffSeconds, push.maximumBackoffSeconds),
            ...changed(
              "deadLetterPolicy.maxDeliveryAttempts",
              live.maxDeliveryAttempts,
              push.deadLetters?.maxDeliveryAttempts ?? 0,
            ),
          ]
        : []),
      ...labelChanges(spec.labels, live.labels),
    ];
  },

  async create(ctx, spec) {
    const client = await ctx.clients.subscriptions();
    const name = pubsubSubscription.name(spec);
    await freshAccount(ctx, spec, () =>
      call(ctx, "pubsub.CreateSubscription", name, () =>
        client.createSubscription({ name, ...fields(spec) }),
      ),
    );
    return liveFrom(name, fields(spec));
  },

  async update(ctx, spec, live, changes) {
    const client = await ctx.clients.subscriptions();
    const { topic: _immutable, ...mutable } = fields(spec);
    const labels = { ...live.labels, ...spec.labels };
    const [updated] = await freshAccount(ctx, spec, () =>
      call(ctx, "pubsub.UpdateSubscription", live.name, () =>
        client.updateSubscription({
          subscription: { name: live.name, ...mutable, labels },
          updateMask: { paths: maskOf(changes) },
        }),
      ),
    );
    return liveFrom(live.name, updated);
  },

  async delete(ctx, live) {
    const client = await ctx.clients.subscriptions();
    await unlessNotFound(
      call(ctx, "pubsub.DeleteSubscription", live.name, () =>
        client.deleteSubscription({ subscription: live.name }),
      ),
    );
  },

  owned: ownedByLabels,
};

/** The part of Google's Subscription message that we set. */
interface Fields {
  topic?: string | null;
  ackDeadlineSeconds?: number | null;
  expirationPolicy?: { ttl?: object | null } | null;
  messageRetentionDuration?: object | null;
  retainAckedMessages?: boolean | null;
  filter?: string | null;
  detached?: boolean | null;
  bigqueryConfig?: object | null;
  cloudStorageConfig?: object | null;
  bigtableConfig?: object | null;
  messageTransforms?: object[] | null;
  pushConfig?: {
    pushEndpoint?: string | null;
    noWrapper?: object | null;
    oidcToken?: { serviceAccountEmail?: string | null; audience?: string | null } | null;
  } | null;
  retryPolicy?: { minimumBackoff?: object | null; maximumBackoff?: object | null } | null;
  deadLetterPolicy?: { deadLetterTopic?: string | null; maxDeliveryAttempts?: number | null } | null;
  labels?: Record<string, string> | null;
}

function fields({
  topic,
  ackDeadlineSeconds,
  retentionDays,
  labels,
  push,
}: Settled<SubscriptionSpec>): Fields & { topic: string } {
  return {
    topic,
    ackDeadlineSeconds,
    labels,
    // Set but empty means never.
    expirationPolicy: {},
    messageRetentionDuration: { seconds: retentionDays * daySeconds },
    ...(push && {
      pushConfig: {
        pushEndpoint: push.endpoint,
        oidcToken: { serviceAccountEmail: push.serviceAccount, audience: push.audience },
      },
      retryPolicy: {
        minimumBackoff: { seconds: push.minimumBackoffSeconds },
        maximumBackoff: { seconds: push.maximumBackoffSeconds },
      },
      ...(push.deadLetters && {
        deadLetterPolicy: {
          deadLetterTopic: push.deadLetters.topic,
          maxDeliveryAttempts: push.deadLetters.maxDeliveryAttempts,
        },
      }),
    }),
  };
}

/** Leaves out what the server adds, such as the push attribute `x-goog-version`. */
function liveFrom(name: string, found: Fields): SubscriptionLive {
  const { expirationPolicy, pushConfig, retryPolicy, deadLetterPolicy } = found;
  const hasDeadLetters = Boolean(deadLetterPolicy?.deadLetterTopic);
  return {
    name,
    topic: found.topic ?? deletedTopic,
    // 0 stands for the default, here and for the attempts below.
    ackDeadlineSeconds: found.ackDeadlineSeconds || 10,
    labels: plainMap(found.labels),
    expiresAfterSeconds: expirationPolicy ? secondsOf(expirationPolicy.ttl) : defaultExpirySeconds,
    retentionSeconds: secondsOf(found.messageRetentionDuration) ?? defaultRetentionSeconds,
    retainAckedMessages: found.retainAckedMessages ?? false,
    filter: found.filter ?? "",
    detached: found.detached ?? false,
    others: otherFields.filter((field) => isSet(found[field])),
    pushEndpoint: pushConfig?.pushEndpoint ?? "",
    noWrapper: isSet(pushConfig?.noWrapper),
    serviceAccount: pushConfig?.oidcToken?.serviceAccountEmail ?? "",
    audience: pushConfig?.oidcToken?.audience ?? "",
    minimumBackoffSeconds: retryPolicy ? (secondsOf(retryPolicy.minimumBackoff) ?? 10) : undefined,
    maximumBackoffSeconds: retryPolicy ? (secondsOf(retryPolicy.maximumBackoff) ?? 600) : undefined,
    deadLetterTopic: deadLetterPolicy?.deadLetterTopic ?? "",
    maxDeliveryAttempts: hasDeadLetters ? deadLetterPolicy?.maxDeliveryAttempts || 5 : 0,
  };
}

/** Pub/Sub may not know an account of this very run yet, nor one of a run that ended a moment ago. */
function freshAccount<T>(
  ctx: CloudContext,
  { project, push }: Settled<SubscriptionSpec>,
  attempt: () => Promise<T>,
): Promise<T> {
  const account = push?.serviceAccount;
  const isNew = account !== undefined && ctx.isNew(`projects/${project}/serviceAccounts/${account}`);
  const patience = {
    reason: `${account} to be known to Pub/Sub`,
    budgetMs: 3 * 60_000,
    isRetryable: (error: unknown) => isMissingAccount(error) || (isNew && isForbidden(error)),
  };
  return patiently(ctx, patience, attempt);
}
