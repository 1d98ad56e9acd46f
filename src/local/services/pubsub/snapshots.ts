// Snapshots, and seeking: a subscription goes back, or forward, to a time or to what a snapshot holds.
// https://cloud.google.com/pubsub/docs/replay-overview
import type { Message, UnaryMethod } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import { invalid, messageOf } from "../fields.ts";
import { millisecondsOf, timestampOf, type Timestamp } from "../timestamp.ts";
import {
  alreadyExists,
  checkLabels,
  checkName,
  maskedFields,
  pageOf,
  policyResource,
  projectPrefix,
  refuseFields,
} from "./names.ts";
import type { PubSubParts } from "./parts.ts";
import type { Snapshot } from "./registry.ts";
import type { Subscription } from "./subscription.ts";

const hourMs = 3_600_000;
/** A snapshot lives for seven days from the publishing of the oldest message that it holds. */
const lifeMs = 7 * 24 * hourMs;
const sweepMs = 60_000;

export function snapshotMethods({
  context: { clock, policies, store },
  engine,
  registry,
  keptMessages,
  oldest,
}: PubSubParts & { oldest: (subscription: string) => number | undefined }): {
  publisher: Record<string, UnaryMethod>;
  subscriber: Record<string, UnaryMethod>;
  /** Forgets what has passed its time. */
  sweep: () => void;
} {
  let sweptAt = 0;

  function remove({ name }: Snapshot): void {
    store.transaction(() => {
      registry.deleteSnapshot(name);
      keptMessages.dropAll(name);
      policies.remove(policyResource(name));
    });
  }

  function removeExpired(): void {
    for (const snapshot of registry.snapshots()) if (snapshot.expiresAt <= clock.now()) remove(snapshot);
  }

  function sweep(): void {
    const now = clock.now();
    if (now - sweptAt < sweepMs) return;
    sweptAt = now;
    removeExpired();
    for (const { name, messageRetentionDuration } of registry.topics()) {
      if (messageRetentionDuration)
        keptMessages.dropPublishedBefore(name, now - millisecondsOf(messageRetentionDuration));
    }
  }

  function existing(name: unknown): Snapshot {
    removeExpired();
    return registry.requireSnapshot(name);
  }

  const answer = ({ name, topic, labels, expiresAt }: Snapshot): Message => ({
    name,
    topic,
    expireTime: timestampOf(expiresAt),
    ...(labels && { labels }),
  });

  function seek(subscription: Subscription, request: Message): void {
    const {
      name,
      retainAckedMessages: isKept = false,
      enableMessageOrdering: isOrdered = false,
    } = subscription;
    const passes = (attributes: Record<string, string>) => registry.passes(subscription, attributes);
    const target = { name, isOrdered, passes, now: clock.now() };
    if (request["snapshot"]) {
      const snapshot = existing(request["snapshot"]);
      if (snapshot.topic !== subscription.topic) {
        throw invalid("The snapshot and the subscription must be of the same topic.");
      }
      keptMessages.seekToSnapshot(target, snapshot.name, isKept);
    } else if (request["time"]) {
      const topic = registry.topic(subscription.topic);
      const time = millisecondsOf(request["time"] as Timestamp);
      const shelf = topic?.messageRetentionDuration ? { topic: topic.name } : {};
      keptMessages.seekToTime(target, time, { isKept, ...shelf });
    } else {
      throw invalid("The request must name a time or a snapshot to seek to.");
    }
    registry.putSubscription({ ...subscription, seeks: (subscription.seeks ?? 0) + 1 });
  }

  return {
    sweep,
    publisher: {
      ListTopicSnapshots(request) {
        removeExpired();
        const { name } = registry.requireTopic(request["topic"]);
        const found = registry.snapshots().filter(({ topic }) => topic === name);
        const { page, ...rest } = pageOf(found, request);
        return { snapshots: page.map((snapshot) => snapshot.name), ...rest };
      },
    },
    subscriber: {
      CreateSnapshot(request) {
        removeExpired();
        refuseFields("snapshot", request, ["tags"]);
        const name = checkName("snapshots", request["name"]);
        const labels = request["labels"] as Record<string, string> | undefined;
        checkLabels(labels);
        const subscription = registry.requireSubscription(request["subscription"]);
        if (registry.snapshot(name)) throw alreadyExists(name);
        const now = clock.now();
        const expiresAt = (oldest(subscription.name) ?? now) + lifeMs;
        if (expiresAt - now < hourMs) {
          throw new StatusError(
            "FAILED_PRECONDITION",
            "The subscription's oldest message is so old that the snapshot would expire in less than an hour.",
          );
        }
        const { topic, filter } = subscription;
        const snapshot = { name, topic, expiresAt, ...(filter && { filter }), ...(labels && { labels }) };
        store.transaction(() => {
          registry.putSnapshot(snapshot);
          keptMessages.takeSnapshot(name, subscription.name);
        });
        return answer(snapshot);
      },
      GetSnapshot: (request) => answer(existing(request["snapshot"])),
      UpdateSnapshot(request) {
        const given = messageOf(request, "snapshot");
        const { labels: _former, ...snapshot } = existing(given["name"]);
        maskedFields(
          { kind: "Snapshot", mask: request["updateMask"] },
          ["labels"],
          ["name", "topic", "expire_time"],
        );
        const labels = given["labels"] as Record<string, string> | undefined;
        checkLabels(labels);
        const updated = { ...snapshot, ...(labels && { labels }) };
        registry.putSnapshot(updated);
        return answer(updated);
      },
      ListSnapshots(request) {
        removeExpired();
        const prefix = projectPrefix(request["project"]);
        const found = registry.snapshots().filter(({ name }) => name.startsWith(prefix));
        const { page, ...rest } = pageOf(found, request);
        return { snapshots: page.map(answer), ...rest };
      },
      DeleteSnapshot(request) {
        remove(existing(request["snapshot"]));
        return {};
      },
      Seek(request) {
        const subscription = registry.requireSubscription(request["subscription"]);
        store.transaction(() => seek(subscription, request));
        engine.replaced(subscription.name);
        return {};
      },
    },
  };
}
