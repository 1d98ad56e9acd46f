// Messages, and what is still to be delivered to whom: the hot tables, as prepared statements.
import type { Store } from "../../state/store.ts";

export interface NewMessage {
  data: Buffer;
  attributes: Record<string, string>;
  orderingKey: string;
}

/** One message on its way to one subscription. */
export interface Delivery extends NewMessage {
  id: number;
  publishedAt: number;
  /** Negative acknowledgements and missed deadlines so far. */
  failures: number;
}

export interface ClaimOptions {
  now: number;
  /** When an unanswered delivery counts as failed. */
  leasedUntil: number;
  messages: number;
  bytes: number;
  isOrdered: boolean;
}

export type MessageTable = ReturnType<typeof openMessageTable>;

export function openMessageTable(store: Store) {
  const { database } = store;
  // `due_at` is the end of the lease of a leased delivery, and the end of the rest of any other.
  database.exec(`
    CREATE TABLE IF NOT EXISTS pubsub_messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB NOT NULL, attributes TEXT NOT NULL,
      ordering_key TEXT NOT NULL, published_at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS pubsub_deliveries (
      subscription TEXT NOT NULL, message INTEGER NOT NULL, leased INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, ordering_key TEXT NOT NULL,
      PRIMARY KEY (subscription, message)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS pubsub_deliveries_due ON pubsub_deliveries (subscription, leased, due_at, message);
    CREATE INDEX IF NOT EXISTS pubsub_deliveries_message ON pubsub_deliveries (message);
    CREATE INDEX IF NOT EXISTS pubsub_deliveries_key ON pubsub_deliveries (subscription, ordering_key, message)
      WHERE ordering_key <> '';
  `);
  const insertMessage = database.prepare(
    "INSERT INTO pubsub_messages (data, attributes, ordering_key, published_at) VALUES (?, ?, ?, ?)",
  );
  const insertDelivery = database.prepare(
    "INSERT INTO pubsub_deliveries (subscription, message, due_at, ordering_key) VALUES (?, ?, ?, ?)",
  );
  const select = `SELECT m.id, m.data, m.attributes, m.ordering_key, m.published_at, d.failures, d.leased
    FROM pubsub_deliveries d JOIN pubsub_messages m ON m.id = d.message WHERE d.subscription = ?`;
  const due = `${select} AND d.leased = 0 AND d.due_at <= ?`;
  const inOrder = "ORDER BY d.due_at, d.message LIMIT ?";
  const selectDue = database.prepare(`${due} ${inOrder}`);
  // Of one ordering key only the oldest message may be under way.
  const selectDueOrdered = database.prepare(`${due} AND (d.ordering_key = '' OR NOT EXISTS (
    SELECT 1 FROM pubsub_deliveries e WHERE e.subscription = d.subscription AND e.ordering_key = d.ordering_key
      AND e.ordering_key <> '' AND e.message < d.message)) ${inOrder}`);
  const selectOne = database.prepare(`${select} AND d.message = ?`);
  const selectExpired = database.prepare(
    "SELECT message, failures FROM pubsub_deliveries WHERE subscription = ? AND leased = 1 AND due_at <= ?",
  );
  const lease = database.prepare(
    "UPDATE pubsub_deliveries SET leased = 1, due_at = ? WHERE subscription = ? AND message = ?",
  );
  const release = database.prepare(
    "UPDATE pubsub_deliveries SET leased = 0, due_at = ?, failures = ? WHERE subscription = ? AND message = ?",
  );
  const releaseAll = database.prepare(
    "UPDATE pubsub_deliveries SET leased = 0, due_at = ? WHERE subscription = ? AND leased = 1",
  );
  const remove = database.prepare("DELETE FROM pubsub_deliveries WHERE subscription = ? AND message = ?");
  const removeMessage = database.prepare(
    "DELETE FROM pubsub_messages WHERE id = ? AND NOT EXISTS (SELECT 1 FROM pubsub_deliveries WHERE message = id)",
  );
  const removeAll = database.prepare("DELETE FROM pubsub_deliveries WHERE subscription = ?");
  const removeOld = database.prepare(
    "DELETE FROM pubsub_deliveries WHERE subscription = ? AND message <= (SELECT max(id) FROM pubsub_messages WHERE published_at < ?)",
  );
  const removeOrphans = database.prepare(
    "DELETE FROM pubsub_messages WHERE NOT EXISTS (SELECT 1 FROM pubsub_deliveries WHERE message = id)",
  );
  const leaseEnd = database.prepare(
    "SELECT min(due_at) AS at FROM pubsub_deliveries WHERE subscription = ? AND leased = 1",
  );
  const restEnd = database.prepare(
    "SELECT min(due_at) AS at FROM pubsub_deliveries WHERE subscription = ? AND leased = 0 AND due_at > ?",
  );
  const count = database.prepare("SELECT count(*) AS n FROM pubsub_deliveries WHERE subscription = ?");

  type Row = Record<string, unknown>;
  const toDelivery = (row: Row): Delivery & { isLeased: boolean } => ({
    id: row["id"] as number,
    data: Buffer.from(row["data"] as Uint8Array),
    attributes: JSON.parse(row["attributes"] as string) as Record<string, string>,
    orderingKey: row["ordering_key"] as string,
    publishedAt: row["published_at"] as number,
    failures: row["failures"] as number,
    isLeased: row["leased"] === 1,
  });

  return {
    /** @returns the message id; `subscriptions` get one delivery each. */
    publish({ data, attributes, orderingKey }: NewMessage, now: number, subscriptions: string[]): number {
      return store.transaction(() => {
        const result = insertMessage.run(data, JSON.stringify(attributes), orderingKey, now);
        const id = Number(result.lastInsertRowid);
        for (const subscription of subscriptions) insertDelivery.run(subscription, id, now, orderingKey);
        // Nobody will ever see it, but its id is taken.
        if (subscriptions.length === 0) removeMessage.run(id);
        return id;
      });
    },
    /** Leases deliveries that are due, oldest first. At least one if any is due, however large. */
    claim(subscription: string, { now, leasedUntil, messages, bytes, isOrdered }: ClaimOptions): Delivery[] {
      return store.transaction(() => {
        const claimed: Delivery[] = [];
        let room = bytes;
        for (const row of (isOrdered ? selectDueOrdered : selectDue).iterate(subscription, now, messages)) {
          const delivery = toDelivery(row);
          if (claimed.length > 0 && delivery.data.length > room) break;
          room -= delivery.data.length;
          claimed.push(delivery);
        }
        for (const { id } of claimed) lease.run(leasedUntil, subscription, id);
        return claimed;
      });
    },
    /** Leases that ran out. */
    expired: (subscription: string, now: number): { id: number; failures: number }[] =>
      selectExpired
        .all(subscription, now)
        .map((row) => ({ id: row["message"] as number, failures: row["failures"] as number })),
    get(subscription: string, id: number): (Delivery & { isLeased: boolean }) | undefined {
      const row = selectOne.get(subscription, id);
      return row && toDelivery(row);
    },
    /** Whether there was something to remove. */
    remove: (subscription: string, id: number): boolean =>
      store.transaction(() => {
        const isRemoved = remove.run(subscription, id).changes > 0;
        if (isRemoved) removeMessage.run(id);
        return isRemoved;
      }),
    /** Ends the lease; the delivery is due again at `dueAt`. */
    release: (subscription: string, id: number, failures: number, dueAt: number) =>
      void release.run(dueAt, failures, subscription, id),
    extend: (subscription: string, id: number, leasedUntil: number) =>
      void lease.run(leasedUntil, subscription, id),
    /** Ends all leases without counting them as failures. */
    releaseAll: (subscription: string, now: number) => void releaseAll.run(now, subscription),
    /** Time of the next thing to do: a lease that runs out or a rest that ends. */
    nextEvent(subscription: string, now: number): number | undefined {
      const times = [leaseEnd.get(subscription), restEnd.get(subscription, now)]
        .map((row) => row?.["at"])
        .filter((at) => typeof at === "number");
      return times.length === 0 ? undefined : Math.min(...times);
    },
    dropPublishedBefore(subscription: string, time: number) {
      store.transaction(() => {
        if (removeOld.run(subscription, time).changes > 0) removeOrphans.run();
      });
    },
    dropAll(subscription: string) {
      store.transaction(() => {
        if (removeAll.run(subscription).changes > 0) removeOrphans.run();
      });
    },
    count: (subscription: string): number => count.get(subscription)!["n"] as number,
  };
}
