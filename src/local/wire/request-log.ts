// Every request that a client sent to the local cloud. That a second `up` writes nothing is counted here.
import { after, type Clock } from "../../core/clock.ts";
import type { Store } from "../state/store.ts";

export interface LoggedRequest {
  id: number;
  /** RFC 3339. */
  at: string;
  protocol: "grpc" | "http";
  /** `google.pubsub.v1.Publisher/CreateTopic`, or `POST /storage/v1/b`. */
  method: string;
  /** The name of the resource as far as the request names it. */
  resource: string;
  mutating: boolean;
  /** Canonical status name for gRPC, status code for HTTP. */
  status: string;
}

export interface RequestLog {
  add(request: Omit<LoggedRequest, "id" | "at">): void;
  /** Oldest first; at most `limit` of those after the id `after`. */
  list(filter?: { after?: number; mutating?: boolean; limit?: number }): LoggedRequest[];
  close(): void;
}

/** Requests kept; older ones are dropped in steps, so that a long-lived local cloud stays small. */
const kept = 20_000;
/** Written together, since a transaction costs more than its rows. What is read is written first. */
const together = { ms: 100, requests: 500 };

export function openRequestLog(store: Store, clock: Clock): RequestLog {
  store.database.exec(
    "CREATE TABLE IF NOT EXISTS requests (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT, protocol TEXT, method TEXT, resource TEXT, mutating INTEGER, status TEXT)",
  );
  const insert = store.database.prepare(
    "INSERT INTO requests (at, protocol, method, resource, mutating, status) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const trim = store.database.prepare("DELETE FROM requests WHERE id <= ?");
  const select = store.database.prepare(
    "SELECT * FROM requests WHERE id > ? AND mutating >= ? ORDER BY id LIMIT ?",
  );
  let waiting: Omit<LoggedRequest, "id">[] = [];
  const closing = new AbortController();

  function write(): void {
    const requests = waiting;
    waiting = [];
    try {
      store.transaction(() => {
        for (const { at, protocol, method, resource, mutating, status } of requests) {
          const { lastInsertRowid } = insert.run(at, protocol, method, resource, mutating ? 1 : 0, status);
          if (Number(lastInsertRowid) % 1000 === 0) trim.run(Number(lastInsertRowid) - kept);
        }
      });
    } catch {
      // On a full disk reading must go on; a write reports it by itself.
    }
  }

  return {
    add(request) {
      waiting.push({ ...request, at: new Date(clock.now()).toISOString() });
      if (waiting.length === 1) after(clock, together.ms, closing.signal, write);
      else if (waiting.length >= together.requests) write();
    },
    list({ after = 0, mutating = false, limit = kept } = {}) {
      write();
      return select.all(after, mutating ? 1 : 0, limit).map((row) => ({
        id: row["id"] as number,
        at: row["at"] as string,
        protocol: row["protocol"] as "grpc" | "http",
        method: row["method"] as string,
        resource: row["resource"] as string,
        mutating: row["mutating"] === 1,
        status: row["status"] as string,
      }));
    },
    close() {
      closing.abort("closed");
      write();
    },
  };
}
