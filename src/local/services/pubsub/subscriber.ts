// Subscriptions as resources; what flows through them is in pull.ts and delivery.ts.
// https://cloud.google.com/pubsub/docs/reference/rpc/google.pubsub.v1#subscriber
import { messageOf } from "../fields.ts";
import type { Message, UnaryMethod } from "../../message.ts";
import type { PubSubParts } from "./parts.ts";
import {
  alreadyExists,
  checkName,
  projectPrefix,
  maskedFields,
  pageOf,
  policyResource,
  notFound,
} from "./names.ts";
import {
  checkPush,
  immutableFields,
  mutableFields,
  normalized,
  updatedAttributes,
  withAttributes,
  type PushConfig,
  type Subscription,
  type SubscriptionChecks,
} from "./subscription.ts";

export function subscriberMethods({
  context: { policies, store },
  engine,
  registry,
  accountExists,
}: PubSubParts): Record<string, UnaryMethod> {
  const checks: SubscriptionChecks = {
    accountExists,
    topicExists: (name) => registry.topic(name) !== undefined,
  };

  /** As the wire carries it, with what the server adds. */
  function answer({ seeks: _seeks, ...subscription }: Subscription): Message {
    const retention = registry.topic(subscription.topic)?.messageRetentionDuration;
    return {
      ...subscription,
      state: "ACTIVE",
      ...(retention && { topicMessageRetentionDuration: retention }),
    };
  }

  return {
    CreateSubscription(request) {
      const name = checkName("subscriptions", request["name"]);
      const topic = checkName("topics", request["topic"]);
      const { detached: _, seeks: _seeks, ...given } = request;
      const subscription = normalized(given, checks);
      if (registry.subscription(name)) throw alreadyExists(name);
      if (!registry.topic(topic)) throw notFound(topic);
      registry.putSubscription(subscription);
      return withAttributes(
        answer(subscription),
        (given["pushConfig"] as PushConfig | undefined)?.attributes,
      );
    },
    GetSubscription: (request) => answer(registry.requireSubscription(request["subscription"])),
    UpdateSubscription(request) {
      const given = messageOf(request, "subscription");
      const subscription = registry.requireSubscription(given["name"]);
      const fields = maskedFields(
        { kind: "Subscription", mask: request["updateMask"] },
        mutableFields,
        immutableFields,
      );
      const changed: Message = { ...subscription };
      for (const field of fields) {
        if (given[field] === undefined) delete changed[field];
        else changed[field] = given[field];
      }
      // A policy that is not touched may name a topic or an account that is gone by now.
      const touched = (field: string) => fields.includes(field);
      const updated = normalized(changed, {
        accountExists: (email) => !touched("pushConfig") || checks.accountExists(email),
        topicExists: (topic) => !touched("deadLetterPolicy") || checks.topicExists(topic),
      });
      registry.putSubscription(updated);
      engine.changed(updated.name);
      const push = touched("pushConfig") ? (given["pushConfig"] as PushConfig | undefined) : undefined;
      return withAttributes(answer(updated), updatedAttributes(push));
    },
    ListSubscriptions(request) {
      const prefix = projectPrefix(request["project"]);
      const subscriptions = registry.subscriptions().filter(({ name }) => name.startsWith(prefix));
      const { page, ...rest } = pageOf(subscriptions, request);
      return { subscriptions: page.map(answer), ...rest };
    },
    DeleteSubscription(request) {
      const { name } = registry.requireSubscription(request["subscription"]);
      store.transaction(() => {
        registry.deleteSubscription(name);
        engine.removed(name);
        policies.remove(policyResource(name));
      });
      return {};
    },
    ModifyPushConfig(request) {
      const subscription = registry.requireSubscription(request["subscription"]);
      const given = messageOf(request, "pushConfig") as PushConfig;
      registry.putSubscription({
        ...subscription,
        pushConfig: checkPush(given, checks),
      });
      engine.changed(subscription.name);
      return {};
    },
  };
}
