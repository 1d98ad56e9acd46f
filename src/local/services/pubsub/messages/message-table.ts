// Messages and their deliveries, as prepared statements.
import type { Store } from "../../../state/store.ts";
import { createMessageTables, states } from "./schema.ts";

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

/** Who gets a message: a subscription, or a snapshot or topic that keeps it. */
export interface Receiver {
  name: string;
  isOrdered: boolean;
  isShelf: boolean;
}

export interface ClaimOptions {
  now: number;
  /** When an unanswered delivery counts as failed. */
  leasedUntil: number;
  messages: number;
  bytes: number;
}

/** What was found of one ordering key, and why it is not more. */
export interface LineClaim {
  claimed: Delivery[];
  /** Nothing more waits, the next message rests until a time, or there is no more room. */
  next: "empty" | { restsUntil: number } | "full";
}

export type MessageTable = ReturnType<typeof openMessageTable>;

export function openMessageTable(store: Store) {
  const { database } = store;
  createMessageTables(database);
  const { waiting, leased, kept } = states;
  const insertMessage = database.prepare(
    "INSERT INTO pubsub_messages (data, attributes, ordering_key, published_at) VALUES (?, ?, ?, ?)",
  );
  const insertDelivery = database.prepare(
    "INSERT INTO pubsub_deliveries (subscription, message, leased, due_at, ordering_key) VALUES (?, ?, ?, ?, ?)",
  );
  const select = `SELECT m.id, m.data, m.attributes, m.ordering_key, m.published_at, d.failures, d.leased, d.due_at
    FROM pubsub_deliveries d JOIN pubsub_messages m ON m.id = d.message WHERE d.subscription = ?`;
  const selectFree = database.prepare(
    `${select} AND d.leased = ${waiting} AND d.ordering_key = '' AND d.due_at <= ? ORDER BY d.due_at, d.message LIMIT ?`,
  );
  // SQLite takes the index of lines only where its own condition, leased < 2, stands word by word.
  const selectLine = database.prepare(
    `${select} AND d.ordering_key = ? AND d.ordering_key <> '' AND d.leased = ${waiting} AND d.leased < ${kept} ORDER BY d.message LIMIT ?`,
  );
  const selectLeasedOfKey = database.prepare(
    `SELECT 1 FROM pubsub_deliveries WHERE subscription = ? AND ordering_key = ? AND ordering_key <> '' AND leased = ${leased} AND leased < ${kept} LIMIT 1`,
  );
  const selectKeys = database.prepare(
    `SELECT DISTINCT ordering_key AS key FROM pubsub_deliveries WHERE subscription = ? AND ordering_key <> '' AND leased < ${kept}`,
  );
  const selectOne = database.prepare(`${select} AND d.message = ?`);
  const selectLease = database.prepare(
    "SELECT leased, failures FROM pubsub_deliveries WHERE subscription = ? AND message = ?",
  );
  const selectExpired = database.prepare(
    `SELECT message, failures FROM pubsub_deliveries WHERE subscription = ? AND leased = ${leased} AND due_at <= ? ORDER BY due_at, message`,
  );
  const lease = database.prepare(
    `UPDATE pubsub_deliveries SET leased = ${leased}, due_at = ? WHERE subscription = ? AND message = ?`,
  );
  const extend = database.prepare(
    `UPDATE pubsub_deliveries SET due_at = ? WHERE subscription = ? AND message = ? AND leased = ${leased} AND failures = ?`,
  );
  const release = database.prepare(
    `UPDATE pubsub_deliveries SET leased = ${waiting}, due_at = ?, failures = ? WHERE subscription = ? AND message = ? AND leased = ${leased}
      RETURNING ordering_key AS key`,
  );
  const releaseBehind = database.prepare(
    `UPDATE pubsub_deliveries SET leased = ${waiting}, due_at = ? WHERE subscription = ? AND ordering_key = ?
      AND ordering_key <> '' AND leased = ${leased} AND leased < ${kept} AND message > ? RETURNING message`,
  );
  const releaseAll = database.prepare(
    `UPDATE pubsub_deliveries SET leased = ${waiting}, due_at = ? WHERE subscription = ? AND leased = ${leased}`,
  );
  const remove = database.prepare(
    `DELETE FROM pubsub_deliveries WHERE subscription = ? AND message = ? AND leased < ${kept} RETURNING ordering_key AS key`,
  );
  const keep = database.prepare(
    `UPDATE pubsub_deliveries SET leased = ${kept} WHERE subscription = ? AND message = ? AND leased < ${kept} RETURNING ordering_key AS key`,
  );
  const removeMessage = database.prepare(
    "DELETE FROM pubsub_messages WHERE id = ? AND NOT EXISTS (SELECT 1 FROM pubsub_deliveries WHERE message = id)",
  );
  const leaseEnd = database.prepare(
    `SELECT min(due_at) AS at FROM pubsub_deliveries WHERE subscription = ? AND leased = ${leased}`,
  );
  const restEnd = database.prepare(
    `SELECT min(due_at) AS at FROM pubsub_deliveries WHERE subscription = ? AND leased = ${waiting} AND ordering_key = '' AND due_at > ?`,
  );
  const count = database.prepare(
    `SELECT count(*) AS n FROM pubsub_deliveries WHERE subscription = ? AND leased < ${kept}`,
  );
  const oldest = database.prepare(
    `SELECT m.published_at AS at FROM pubsub_deliveries d JOIN pubsub_messages m ON m.id = d.message
      WHERE d.subscription = ? AND d.leased < ${kept} ORDER BY d.message LIMIT 1`,
  );

  type Row = Record<string, unknown>;
  const toDelivery = (row: Row): Delivery => ({
    id: row["id"] as number,
    data: Buffer.from(row["data"] as Uint8Array),
    attributes: JSON.parse(row["attributes"] as string) as Record<string, string>,
    orderingKey: row["ordering_key"] as string,
    publishedAt: row["published_at"] as number,
    failures: row["failures"] as number,
  });

  return {
    /** @returns the message id; each receiver gets one delivery. */
    publish({ data, attributes, orderingKey }: NewMessage, now: number, receivers: Receiver[]): number {
      return store.transaction(() => {
        const result = insertMessage.run(data, JSON.stringify(attributes), orderingKey, now);
        const id = Number(result.lastInsertRowid);
        for (const { name, isOrdered, isShelf } of receivers) {
          const state = isShelf ? states.kept : states.waiting;
          insertDelivery.run(name, id, state, now, isOrdered ? orderingKey : "");
        }
        // Nobody will ever see it, but its id is taken.
        if (receivers.length === 0) removeMessage.run(id);
        return id;
      });
    },
    /** Leases deliveries without a key that are due, oldest first. At least one if any is due, however large. */
    claim(subscription: string, { now, leasedUntil, messages, bytes }: ClaimOptions): Delivery[] {
      return store.transaction(() => {
        const claimed: Delivery[] = [];
        let room = bytes;
        for (const row of selectFree.iterate(subscription, now, messages)) {
          const delivery = toDelivery(row);
          if (claimed.length > 0 && delivery.data.length > room) break;
          room -= delivery.data.length;
          claimed.push(delivery);
        }
        for (const { id } of claimed) lease.run(leasedUntil, subscription, id);
        return claimed;
      });
    },
    /** Leases the next deliveries of one key. At least one if it is due, however large. */
    claimLine(subscription: string, key: string, options: ClaimOptions): LineClaim {
      const { now, leasedUntil, messages, bytes } = options;
      return store.transaction(() => {
        const claimed: Delivery[] = [];
        let next: LineClaim["next"] = "empty";
        let room = bytes;
        for (const row of selectLine.iterate(subscription, key, messages + 1)) {
          const restsUntil = row["due_at"] as number;
          if (restsUntil > now) next = { restsUntil };
          else if (claimed.length === messages || (claimed.length > 0 && room <= 0)) next = "full";
          if (next !== "empty") break;
          const delivery = toDelivery(row);
          room -= delivery.data.length;
          claimed.push(delivery);
        }
        for (const { id } of claimed) lease.run(leasedUntil, subscription, id);
        return { claimed, next };
      });
    },
    /** Whether somebody has messages of the key. */
    isUnderWay: (subscription: string, key: string): boolean =>
      selectLeasedOfKey.get(subscription, key) !== undefined,
    /** The keys of all that is not acknowledged. */
    keys: (subscription: string): string[] => selectKeys.all(subscription).map((row) => row["key"] as string),
    /** Leases that ran out. */
    expired: (subscription: string, now: number): { id: number; failures: number }[] =>
      selectExpired
        .all(subscription, now)
        .map((row) => ({ id: row["message"] as number, failures: row["failures"] as number })),
    get(subscription: string, id: number): Delivery | undefined {
      const row = selectOne.get(subscription, id);
      return row && toDelivery(row);
    },
    /** How often a delivery failed that is under way; undefined when it is not. */
    failuresUnderWay(subscription: string, id: number): number | undefined {
      const row = selectLease.get(subscription, id);
      return row?.["leased"] === states.leased ? (row["failures"] as number) : undefined;
    },
    /**
     * Ends a delivery.
     * @param isKept for a later seek
     * @returns its ordering key; undefined when there was nothing to end
     */
    remove: (subscription: string, id: number, isKept: boolean): string | undefined =>
      store.transaction(() => {
        const row = (isKept ? keep : remove).get(subscription, id);
        if (row && !isKept) removeMessage.run(id);
        return row && (row["key"] as string);
      }),
    /** Ends the lease; the delivery is due again at `dueAt`. @returns its ordering key */
    release: (subscription: string, id: number, failures: number, dueAt: number): string =>
      (release.get(dueAt, failures, subscription, id)?.["key"] as string | undefined) ?? "",
    /** Ends the leases of what follows a message in the line of its key, without counting failures. @returns their ids */
    releaseBehind: (subscription: string, key: string, id: number, now: number): number[] =>
      releaseBehind.all(now, subscription, key, id).map((row) => row["message"] as number),
    /** Moves the end of the lease of a delivery that is under way after that many failures. */
    extend: (subscription: string, id: number, failures: number, leasedUntil: number) =>
      void extend.run(leasedUntil, subscription, id, failures),
    /** Ends all leases without counting them as failures. */
    releaseAll: (subscription: string, now: number) => void releaseAll.run(now, subscription),
    /** Time of the next thing to do outside of the lines of keys: a lease that runs out or a rest that ends. */
    nextEvent(subscription: string, now: number): number | undefined {
      const times = [leaseEnd.get(subscription), restEnd.get(subscription, now)]
        .map((row) => row?.["at"])
        .filter((at) => typeof at === "number");
      return times.length === 0 ? undefined : Math.min(...times);
    },
    count: (subscription: string): number => count.get(subscription)!["n"] as number,
    /** When the oldest message was published that is not acknowledged. */
    oldest: (subscription: string): number | undefined =>
      oldest.get(subscription)?.["at"] as number | undefined,
  };
}
