// What a seek, a snapshot and a retention time do to many deliveries at once.
// https://cloud.google.com/pubsub/docs/replay-overview
import type { Store } from "../../../state/store.ts";

export type KeptMessages = ReturnType<typeof openKeptMessages>;

/** The subscription that seeks. */
interface Target {
  name: string;
  isOrdered: boolean;
  /** Its filter. */
  passes: (attributes: Record<string, string>) => boolean;
  now: number;
}

/** After `openMessageTable`, which makes the tables. */
export function openKeptMessages(store: Store) {
  const { database } = store;
  const published = (comparison: string) =>
    `message IN (SELECT id FROM pubsub_messages WHERE published_at ${comparison} ?)`;
  const removeAll = database.prepare("DELETE FROM pubsub_deliveries WHERE subscription = ?");
  const removeOld = database.prepare(
    "DELETE FROM pubsub_deliveries WHERE subscription = ? AND message <= (SELECT max(id) FROM pubsub_messages WHERE published_at < ?)",
  );
  const removeOrphans = database.prepare(
    "DELETE FROM pubsub_messages WHERE NOT EXISTS (SELECT 1 FROM pubsub_deliveries WHERE message = id)",
  );
  const keepAll = database.prepare("UPDATE pubsub_deliveries SET leased = 2 WHERE subscription = ?");
  const keepBefore = database.prepare(
    `UPDATE pubsub_deliveries SET leased = 2 WHERE subscription = ? AND ${published("<")}`,
  );
  const removeBefore = database.prepare(
    `DELETE FROM pubsub_deliveries WHERE subscription = ? AND ${published("<")}`,
  );
  const reviveSince = database.prepare(
    `UPDATE pubsub_deliveries SET leased = 0, due_at = ?, failures = 0 WHERE subscription = ? AND ${published(">=")}`,
  );
  const copyToSnapshot = database.prepare(
    `INSERT INTO pubsub_deliveries (subscription, message, leased, due_at, ordering_key)
      SELECT ?, message, 2, due_at, '' FROM pubsub_deliveries WHERE subscription = ? AND leased < 2`,
  );
  const onShelf = database.prepare(
    `SELECT m.id, m.attributes, m.ordering_key FROM pubsub_deliveries d JOIN pubsub_messages m ON m.id = d.message
      WHERE d.subscription = ? AND m.published_at >= ? ORDER BY m.id`,
  );
  const putBack = database.prepare(
    `INSERT INTO pubsub_deliveries (subscription, message, leased, due_at, ordering_key) VALUES (?, ?, 0, ?, ?)
      ON CONFLICT DO UPDATE SET leased = 0, due_at = excluded.due_at, failures = 0`,
  );

  /** Makes what a snapshot or a topic holds waiting deliveries of the subscription. */
  function restore({ name, isOrdered, passes, now }: Target, shelf: string, since: number): void {
    for (const { id, attributes, ordering_key: key } of onShelf.all(shelf, since)) {
      if (!passes(JSON.parse(attributes as string) as Record<string, string>)) continue;
      putBack.run(name, id as number, now, isOrdered ? (key as string) : "");
    }
  }

  return {
    /** Acknowledges what was published before, and takes back the acknowledgements of what was published since. */
    seekToTime(target: Target, time: number, { isKept, topic }: { isKept: boolean; topic?: string }) {
      store.transaction(() => {
        (isKept ? keepBefore : removeBefore).run(target.name, time);
        reviveSince.run(target.now, target.name, time);
        if (topic !== undefined) restore(target, topic, time);
        removeOrphans.run();
      });
    },
    /** What the snapshot holds is to be delivered, and nothing else. */
    seekToSnapshot(target: Target, snapshot: string, isKept: boolean) {
      store.transaction(() => {
        (isKept ? keepAll : removeAll).run(target.name);
        restore(target, snapshot, 0);
        removeOrphans.run();
      });
    },
    takeSnapshot: (snapshot: string, subscription: string) => void copyToSnapshot.run(snapshot, subscription),
    dropPublishedBefore(owner: string, time: number) {
      store.transaction(() => {
        if (removeOld.run(owner, time).changes > 0) removeOrphans.run();
      });
    },
    dropAll(owner: string) {
      store.transaction(() => {
        if (removeAll.run(owner).changes > 0) removeOrphans.run();
      });
    },
  };
}
