// Forwarding of what keeps failing. https://cloud.google.com/pubsub/docs/dead-letter-topics
import type { Store } from "../../state/store.ts";
import type { Policies } from "../../state/policies.ts";
import { projectIdOf } from "../../state/projects.ts";
import { serviceAgentsOf } from "../agents.ts";
import { holdsPubSubRole } from "../pubsub-grants.ts";
import type { Delivery, NewMessage } from "./messages/message-table.ts";
import { shortName } from "./names.ts";
import type { Subscription } from "./subscription.ts";

/** Grants that Pub/Sub's agent lacks for forwarding; empty when it may. */
export function missingGrants(policies: Policies, { name, deadLetterPolicy }: Subscription): string[] {
  const member = `serviceAccount:${serviceAgentsOf(projectIdOf(name)).pubsub}`;
  return [
    ["roles/pubsub.publisher", deadLetterPolicy!.deadLetterTopic] as const,
    ["roles/pubsub.subscriber", name] as const,
  ]
    .filter(([role, resource]) => !holdsPubSubRole(policies, { name: resource, role, member }))
    .map(([role, resource]) => `${role} on ${resource}`);
}

/** @param attempts deliveries that failed */
export function deadLetter(subscription: Subscription, delivery: Delivery, attempts: number): NewMessage {
  const { data, orderingKey, attributes, publishedAt } = delivery;
  return {
    data,
    orderingKey,
    attributes: {
      ...attributes,
      CloudPubSubDeadLetterSourceDeliveryCount: String(attempts),
      CloudPubSubDeadLetterSourceSubscription: shortName(subscription.name),
      CloudPubSubDeadLetterSourceSubscriptionProject: projectIdOf(subscription.name),
      CloudPubSubDeadLetterSourceTopicPublishTime: new Date(publishedAt).toISOString().replace("Z", "+00:00"),
    },
  };
}

const timesKept = 1000;

export type DeadLetterTimes = ReturnType<typeof openDeadLetterTimes>;

/** When messages were forwarded, for who counts them. */
export function openDeadLetterTimes(store: Store) {
  const documents = store.collection<number[]>("pubsub_dead_letter_times");
  const times = (subscription: string): number[] => documents.get(subscription) ?? [];
  return {
    times,
    add: (subscription: string, time: number) =>
      documents.put(subscription, [...times(subscription), time].slice(-timesKept)),
    drop: (subscription: string) => void documents.delete(subscription),
  };
}
