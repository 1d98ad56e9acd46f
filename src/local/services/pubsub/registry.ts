// Topics, subscriptions and snapshots: kept in the store, and in memory for every publish.
import type { Message } from "../../message.ts";
import type { Store } from "../../state/store.ts";
import type { Timestamp } from "../timestamp.ts";
import { compileFilter, type Attributes, type Filter } from "./filter.ts";
import type { Receiver } from "./messages/message-table.ts";
import { checkName, deletedTopic, notFound } from "./names.ts";
import type { Subscription } from "./subscription.ts";

export interface Topic {
  name: string;
  labels?: Record<string, string>;
  messageStoragePolicy?: Message;
  messageRetentionDuration?: Timestamp;
  kmsKeyName?: string;
}

/** It holds what its subscription had not acknowledged, and all that is published since. */
export interface Snapshot {
  name: string;
  topic: string;
  /** Of its subscription. */
  filter?: string;
  labels?: Record<string, string>;
  /** Milliseconds since the epoch; then it is gone. */
  expiresAt: number;
}

export type Registry = ReturnType<typeof openRegistry>;

export function openRegistry(store: Store) {
  const topicDocuments = store.collection<Topic>("pubsub_topics");
  const subscriptionDocuments = store.collection<Subscription>("pubsub_subscriptions");
  const snapshotDocuments = store.collection<Snapshot>("pubsub_snapshots");
  const topics = new Map(topicDocuments.list().map(({ name, value }) => [name, value]));
  const subscriptions = new Map(subscriptionDocuments.list().map(({ name, value }) => [name, value]));
  const snapshots = new Map(snapshotDocuments.list().map(({ name, value }) => [name, value]));
  const filters = new Map<string, Filter>();

  function putSubscription(subscription: Subscription): void {
    subscriptionDocuments.put(subscription.name, subscription);
    subscriptions.set(subscription.name, subscription);
    filters.delete(subscription.name);
  }

  function putSnapshot(snapshot: Snapshot): void {
    snapshotDocuments.put(snapshot.name, snapshot);
    snapshots.set(snapshot.name, snapshot);
  }

  function filterOf({ name, filter = "" }: Pick<Subscription, "name" | "filter">): Filter {
    const compiled = filters.get(name) ?? compileFilter(filter);
    filters.set(name, compiled);
    return compiled;
  }

  const sorted = <T extends { name: string }>(items: Iterable<T>): T[] =>
    [...items].toSorted((a, b) => (a.name < b.name ? -1 : 1));

  return {
    topic: (name: string): Topic | undefined => topics.get(name),
    subscription: (name: string): Subscription | undefined => subscriptions.get(name),
    /** @throws StatusError INVALID_ARGUMENT on a malformed name, NOT_FOUND */
    requireTopic(value: unknown): Topic {
      const name = checkName("topics", value);
      const topic = topics.get(name);
      if (!topic) throw notFound(name);
      return topic;
    },
    requireSubscription(value: unknown): Subscription {
      const name = checkName("subscriptions", value);
      const subscription = subscriptions.get(name);
      if (!subscription) throw notFound(name);
      return subscription;
    },
    /** In name order. */
    topics: (): Topic[] => sorted(topics.values()),
    subscriptions: (): Subscription[] => sorted(subscriptions.values()),
    putTopic(topic: Topic) {
      topicDocuments.put(topic.name, topic);
      topics.set(topic.name, topic);
    },
    /** Its subscriptions stay, with `_deleted-topic_` in place of it. */
    deleteTopic(name: string) {
      store.transaction(() => {
        topicDocuments.delete(name);
        for (const subscription of subscriptions.values()) {
          if (subscription.topic === name) putSubscription({ ...subscription, topic: deletedTopic });
        }
        for (const snapshot of snapshots.values()) {
          if (snapshot.topic === name) putSnapshot({ ...snapshot, topic: deletedTopic });
        }
      });
      topics.delete(name);
    },
    putSubscription,
    deleteSubscription(name: string) {
      subscriptionDocuments.delete(name);
      subscriptions.delete(name);
      filters.delete(name);
    },
    snapshot: (name: string): Snapshot | undefined => snapshots.get(name),
    requireSnapshot(value: unknown): Snapshot {
      const name = checkName("snapshots", value);
      const snapshot = snapshots.get(name);
      if (!snapshot) throw notFound(name);
      return snapshot;
    },
    snapshots: (): Snapshot[] => sorted(snapshots.values()),
    putSnapshot,
    deleteSnapshot(name: string) {
      snapshotDocuments.delete(name);
      snapshots.delete(name);
      filters.delete(name);
    },
    /** Whether the filter of the subscription lets a message through. */
    passes: (subscription: Subscription, attributes: Attributes): boolean =>
      filterOf(subscription)(attributes),
    /**
     * Subscriptions of the topic whose filter lets the message through, and whoever keeps it: the topic itself and
     * snapshots.
     */
    receivers(topic: string, attributes: Attributes, now: number): Receiver[] {
      const found: Receiver[] = [];
      for (const subscription of subscriptions.values()) {
        if (subscription.topic !== topic || subscription.detached) continue;
        if (!filterOf(subscription)(attributes)) continue;
        const { name, enableMessageOrdering: isOrdered = false } = subscription;
        found.push({ name, isOrdered, isShelf: false });
      }
      for (const snapshot of snapshots.values()) {
        if (snapshot.topic !== topic || snapshot.expiresAt <= now) continue;
        if (filterOf(snapshot)(attributes))
          found.push({ name: snapshot.name, isOrdered: false, isShelf: true });
      }
      if (topics.get(topic)?.messageRetentionDuration)
        found.push({ name: topic, isOrdered: false, isShelf: true });
      return found;
    },
  };
}
