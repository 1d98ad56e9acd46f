// Notifications on their way to Pub/Sub. They are published in the transaction that changes the object. What cannot be published
// then waits here, and leaves in the transaction that publishes it: the death of the process neither loses nor doubles one.
import { repeat } from "../../../core/clock.ts";
import type { ServiceContext } from "../../service.ts";
import type { Message, Notifications, ObjectEvent } from "./notifications.ts";

export type Outbox = ReturnType<typeof openOutbox>;

/** Google gives up after a week. https://cloud.google.com/storage/docs/pubsub-notifications#delivery */
const giveUpAfterMs = 7 * 24 * 3600 * 1000;
const firstDelayMs = 1000;
const longestDelayMs = 60_000;
const tickMs = 500;

export function openOutbox(
  { store, clock, report }: ServiceContext,
  notifications: Notifications,
  publish: (topic: string, message: Message) => string,
) {
  const { database } = store;
  database.exec(`
    CREATE TABLE IF NOT EXISTS storage_outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT, config TEXT, topic TEXT, attributes TEXT, data BLOB,
      added INTEGER, due INTEGER, delay INTEGER
    )`);
  const insert = database.prepare(
    "INSERT INTO storage_outbox (bucket, config, topic, attributes, data, added, due, delay) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const select = database.prepare("SELECT * FROM storage_outbox WHERE due <= ? ORDER BY id LIMIT 100");
  const remove = database.prepare("DELETE FROM storage_outbox WHERE id = ?");
  const postpone = database.prepare("UPDATE storage_outbox SET due = ?, delay = ? WHERE id = ?");
  const forgetBucket = database.prepare("DELETE FROM storage_outbox WHERE bucket = ?");
  const forgetConfig = database.prepare("DELETE FROM storage_outbox WHERE bucket = ? AND config = ?");
  const mark = database.prepare("SAVEPOINT publishing");
  const takeBack = database.prepare("ROLLBACK TO publishing");
  const unmark = database.prepare("RELEASE publishing");
  const stop = new AbortController();
  let running: Promise<void> | undefined;

  function deliver(): void {
    const now = clock.now();
    for (const row of select.all(now)) {
      const id = row["id"] as number;
      const topic = row["topic"] as string;
      const message: Message = {
        data: Buffer.from(row["data"] as Uint8Array),
        attributes: JSON.parse(row["attributes"] as string) as Record<string, string>,
      };
      try {
        if (!notifications.mayPublish(row["bucket"] as string, topic))
          throw new Error("the topic is missing or may not be published to");
        store.transaction(() => {
          remove.run(id);
          publish(topic, message);
        });
      } catch (error) {
        const delay = row["delay"] as number;
        if (delay === firstDelayMs) {
          report(`Notification of bucket ${row["bucket"] as string} to ${topic} waits: ${String(error)}`);
        }
        if (now - (row["added"] as number) > giveUpAfterMs) remove.run(id);
        else postpone.run(now + delay, Math.min(delay * 2, longestDelayMs), id);
      }
    }
  }

  function isPublished(bucket: string, topic: string, message: Message): boolean {
    if (!notifications.mayPublish(bucket, topic)) return false;
    mark.run();
    try {
      publish(topic, message);
    } catch (error) {
      // On a full disk SQLite has taken all of the transaction back.
      if (!database.isTransaction) throw error;
      takeBack.run();
      unmark.run();
      return false;
    }
    unmark.run();
    return true;
  }

  return {
    /** Call inside the transaction that changes the object. */
    add(event: ObjectEvent) {
      const now = clock.now();
      for (const { config, topic, message } of notifications.messages(event)) {
        if (isPublished(event.bucket, topic, message)) continue;
        const attributes = JSON.stringify(message.attributes);
        insert.run(event.bucket, config, topic, attributes, message.data, now, now, firstDelayMs);
      }
    },
    /** Drops what a removed notification, or all of a removed bucket, still has to send. */
    forget: (bucket: string, config?: string) =>
      void (config === undefined ? forgetBucket.run(bucket) : forgetConfig.run(bucket, config)),
    start() {
      running = repeat(clock, tickMs, stop.signal, deliver);
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}
