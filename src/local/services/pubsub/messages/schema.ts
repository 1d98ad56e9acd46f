// The hot tables: messages, and what is still to be delivered to whom.
import type { DatabaseSync } from "node:sqlite";

/**
 * What `leased` of a delivery says. `kept` ones are delivered to nobody: they wait for a seek, as messages that were
 * acknowledged, that a snapshot holds or that a topic retains. The owner of the latter two stands where a subscription's
 * name would.
 */
export const states = { waiting: 0, leased: 1, kept: 2 } as const;

/**
 * `due_at` is the end of the lease of a leased delivery, and the end of the rest of a waiting one. `ordering_key` is empty
 * where the subscription takes no notice of it, so that each waiting delivery stands in one of two indexes: by time when it
 * has no key, in the line of its key when it has one.
 */
export function createMessageTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS pubsub_messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB NOT NULL, attributes TEXT NOT NULL,
      ordering_key TEXT NOT NULL, published_at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS pubsub_deliveries (
      subscription TEXT NOT NULL, message INTEGER NOT NULL, leased INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, ordering_key TEXT NOT NULL,
      PRIMARY KEY (subscription, message)) WITHOUT ROWID;
  `);
  takeOver(database);
  database.exec(`
    CREATE INDEX IF NOT EXISTS pubsub_deliveries_message ON pubsub_deliveries (message);
    CREATE INDEX IF NOT EXISTS pubsub_deliveries_leases ON pubsub_deliveries (subscription, due_at) WHERE leased = 1;
    CREATE INDEX IF NOT EXISTS pubsub_deliveries_free ON pubsub_deliveries (subscription, due_at, message)
      WHERE leased = 0 AND ordering_key = '';
    CREATE INDEX IF NOT EXISTS pubsub_deliveries_line ON pubsub_deliveries (subscription, ordering_key, leased, message)
      WHERE ordering_key <> '' AND leased < 2;
  `);
}

/** State of an earlier version kept the key of every message, and found its work by other indexes. */
function takeOver(database: DatabaseSync): void {
  const former = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'pubsub_deliveries_due'").get();
  if (former === undefined) return;
  database.exec(`
    DROP INDEX pubsub_deliveries_due;
    DROP INDEX IF EXISTS pubsub_deliveries_key;
    UPDATE pubsub_deliveries SET ordering_key = '' WHERE ordering_key <> '' AND subscription NOT IN (
      SELECT name FROM documents_pubsub_subscriptions WHERE json_extract(value, '$.enableMessageOrdering'));
  `);
}
