// Pull, or push when the spec says where to. https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions
import { hasStatus, isMissingAccount } from "../google/cloud-error.ts";
import { call, patiently, type CloudContext } from "../engine/context.ts";
import { plainMap, secondsOf } from "../engine/normalise.ts";
import { carriesOwner, changed, labelChanges, type Resource } from "../engine/resource.ts";

export interface SubscriptionSpec {
  project: string;
  subscription: string;
  /** Full name. */
  topic: string;
  /** For push this is also the timeout of the HTTP request. */
  ackDeadlineSeconds: number;
  labels: Record<string, string>;
  push?: PushSpec;
}

export interface PushSpec {
  endpoint: string;
  /** The account that the token is made out for, and the audience that it names. */
  serviceAccount: string;
  audience: string;
  minimumBackoffSeconds: number;
  maximumBackoffSeconds: number;
  /** Full name. */
  deadLetterTopic: string;
  maxDeliveryAttempts: number;
}

export interface SubscriptionLive {
  name: string;
  topic: string;
  ackDeadlineSeconds: number;
  labels: Record<string, string>;
  /** undefined = never; Google's own default deletes a subscription after 31 idle days. */
  expiresAfterSeconds: number | undefined;
  pushEndpoint: string;
  serviceAccount: string;
  audience: string;
  minimumBackoffSeconds: number | undefined;
  maximumBackoffSeconds: number | undefined;
  deadLetterTopic: string;
  maxDeliveryAttempts: number;
}

/** The topic was deleted: such a subscription gets no messages any more and cannot be attached again. */
const deletedTopic = "_deleted-topic_";
const defaultExpirySeconds = 31 * 86_400;

export const pubsubSubscription: Resource<SubscriptionSpec, SubscriptionLive> = {
  kind: "pubsub.subscription",
  name: (spec) => `projects/${spec.project}/subscriptions/${spec.subscription}`,

  async read(ctx, spec) {
    const client = await ctx.clients.subscriptions();
    const name = pubsubSubscription.name(spec);
    try {
      const [found] = await call(ctx, "pubsub.GetSubscription", name, () =>
        client.getSubscription({ subscription: name }),
      );
      return liveFrom(name, found);
    } catch (error) {
      if (hasStatus(error, "NOT_FOUND")) return undefined;
      throw error;
    }
  },

  diff(spec, live) {
    const { push } = spec;
    return [
      ...changed("topic", live.topic, spec.topic, "replace"),
      ...changed("ackDeadlineSeconds", live.ackDeadlineSeconds, spec.ackDeadlineSeconds),
      ...changed("expirationPolicy.ttlSeconds", live.expiresAfterSeconds, undefined),
      ...changed("pushConfig.pushEndpoint", live.pushEndpoint, push?.endpoint ?? ""),
      ...(push
        ? [
            ...changed("pushConfig.oidcToken.serviceAccountEmail", live.serviceAccount, push.serviceAccount),
            ...changed("pushConfig.oidcToken.audience", live.audience, push.audience),
            ...changed("retryPolicy.minimumBackoff", live.minimumBackoffSeconds, push.minimumBackoffSeconds),
            ...changed("retryPolicy.maximumBackoff", live.maximumBackoffSeconds, push.maximumBackoffSeconds),
            ...changed("deadLetterPolicy.deadLetterTopic", live.deadLetterTopic, push.deadLetterTopic),
            ...changed(
              "deadLetterPolicy.maxDeliveryAttempts",
              live.maxDeliveryAttempts,
              push.maxDeliveryAttempts,
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
    const paths = [...new Set(changes.map((change) => snakeCase(change.path.split(".")[0]!)))];
    const [updated] = await freshAccount(ctx, spec, () =>
      call(ctx, "pubsub.UpdateSubscription", live.name, () =>
        client.updateSubscription({
          subscription: { name: live.name, ...mutable, labels },
          updateMask: { paths },
        }),
      ),
    );
    return liveFrom(live.name, updated);
  },

  async delete(ctx, live) {
    const client = await ctx.clients.subscriptions();
    try {
      await call(ctx, "pubsub.DeleteSubscription", live.name, () =>
        client.deleteSubscription({ subscription: live.name }),
      );
    } catch (error) {
      if (!hasStatus(error, "NOT_FOUND")) throw error;
    }
  },

  owned: (spec, live) => carriesOwner(spec.labels, live.labels),
};

/** The part of Google's Subscription message that we set. */
interface Fields {
  topic?: string | null;
  ackDeadlineSeconds?: number | null;
  expirationPolicy?: { ttl?: object | null } | null;
  pushConfig?: {
    pushEndpoint?: string | null;
    oidcToken?: { serviceAccountEmail?: string | null; audience?: string | null } | null;
  } | null;
  retryPolicy?: { minimumBackoff?: object | null; maximumBackoff?: object | null } | null;
  deadLetterPolicy?: { deadLetterTopic?: string | null; maxDeliveryAttempts?: number | null } | null;
  labels?: Record<string, string> | null;
}

function fields({ topic, ackDeadlineSeconds, labels, push }: SubscriptionSpec): Fields & { topic: string } {
  return {
    topic,
    ackDeadlineSeconds,
    labels,
    // Set but empty means never.
    expirationPolicy: {},
    ...(push && {
      pushConfig: {
        pushEndpoint: push.endpoint,
        oidcToken: { serviceAccountEmail: push.serviceAccount, audience: push.audience },
      },
      retryPolicy: {
        minimumBackoff: { seconds: push.minimumBackoffSeconds },
        maximumBackoff: { seconds: push.maximumBackoffSeconds },
      },
      deadLetterPolicy: {
        deadLetterTopic: push.deadLetterTopic,
        maxDeliveryAttempts: push.maxDeliveryAttempts,
      },
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
    pushEndpoint: pushConfig?.pushEndpoint ?? "",
    serviceAccount: pushConfig?.oidcToken?.serviceAccountEmail ?? "",
    audience: pushConfig?.oidcToken?.audience ?? "",
    minimumBackoffSeconds: retryPolicy ? (secondsOf(retryPolicy.minimumBackoff) ?? 10) : undefined,
    maximumBackoffSeconds: retryPolicy ? (secondsOf(retryPolicy.maximumBackoff) ?? 600) : undefined,
    deadLetterTopic: deadLetterPolicy?.deadLetterTopic ?? "",
    maxDeliveryAttempts: hasDeadLetters ? deadLetterPolicy?.maxDeliveryAttempts || 5 : 0,
  };
}

/** Pub/Sub may not know an account of this very run yet. */
function freshAccount<T>(
  ctx: CloudContext,
  { project, push }: SubscriptionSpec,
  attempt: () => Promise<T>,
): Promise<T> {
  const account = push?.serviceAccount;
  const isNew = account !== undefined && ctx.isNew(`projects/${project}/serviceAccounts/${account}`);
  const patience = {
    reason: `${account} to be known to Pub/Sub`,
    budgetMs: 3 * 60_000,
    isRetryable: (error: unknown) =>
      isNew && (isMissingAccount(error) || hasStatus(error, "PERMISSION_DENIED")),
  };
  return patiently(ctx, patience, attempt);
}

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
