// The kept log entries, in one bounded SQLite table.
import { after, type Clock } from "../../../core/clock.ts";
import type { Store } from "../../state/store.ts";
import type { Turn } from "../turns.ts";
import type { LogEntry } from "./entry.ts";
import type { Filter } from "./filter.ts";

export interface Position {
  timestamp: string;
  id: number;
}

export interface LogEntries {
  /** Keeps it with all that comes in the same turn, and before anything is read. */
  add(entry: LogEntry): void;
  /** Keeps what was added. */
  write(): void;
  /** Matching entries beyond `after` in the wanted order, and where the next page begins, if there may be one. */
  list(query: { filter: Filter; descending: boolean; after?: Position; limit: number; turn: Turn }): Promise<{
    entries: LogEntry[];
    next?: Position;
  }>;
  logNames(): string[];
  deleteLog(logName: string): boolean;
  close(): void;
}

/** How many entries are kept; older ones are dropped in steps. */
const kept = 100_000;
const step = 1000;
/** An entry may have 256 KB. */
const readAtOnce = 200;

export function openLogEntries(store: Store, clock: Clock): LogEntries {
  const { database } = store;
  // The same insertId, time and log name make a duplicate, which Cloud Logging drops.
  database.exec(`
    CREATE TABLE IF NOT EXISTS log_entries (
      id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL, log_name TEXT NOT NULL,
      insert_id TEXT NOT NULL, entry TEXT NOT NULL
    );
    CREATE UNIQUE INDEX IF NOT EXISTS log_entries_unique ON log_entries (timestamp, log_name, insert_id);
    CREATE INDEX IF NOT EXISTS log_entries_order ON log_entries (timestamp, id);
    CREATE INDEX IF NOT EXISTS log_entries_received ON log_entries (json_extract(entry, '$.receiveTimestamp'));
  `);
  const insert = database.prepare(
    "INSERT OR IGNORE INTO log_entries (timestamp, log_name, insert_id, entry) VALUES (?, ?, ?, ?)",
  );
  const trim = database.prepare("DELETE FROM log_entries WHERE id <= ?");
  const ascending = database.prepare(`
    SELECT id, timestamp, entry FROM log_entries
    WHERE (timestamp, id) > (?, ?) AND timestamp >= ? AND timestamp <= ? AND id >= ? ORDER BY timestamp, id LIMIT ?`);
  const descending = database.prepare(`
    SELECT id, timestamp, entry FROM log_entries
    WHERE (timestamp, id) < (?, ?) AND timestamp >= ? AND timestamp <= ? AND id >= ? ORDER BY timestamp DESC, id DESC LIMIT ?`);
  const firstReceived = database.prepare(
    "SELECT min(id) AS id FROM log_entries WHERE json_extract(entry, '$.receiveTimestamp') >= ?",
  );
  const names = database.prepare("SELECT DISTINCT log_name FROM log_entries ORDER BY log_name");
  const removeLog = database.prepare("DELETE FROM log_entries WHERE log_name = ?");

  /** Written together, since a transaction costs more than its rows: the busier the local cloud, the more come in a turn. */
  let waiting: LogEntry[] = [];
  const closing = new AbortController();

  function keep(entry: LogEntry): void {
    const { timestamp, logName, insertId } = entry;
    const { lastInsertRowid, changes } = insert.run(timestamp, logName, insertId, JSON.stringify(entry));
    if (changes > 0 && Number(lastInsertRowid) % step === 0) trim.run(Number(lastInsertRowid) - kept);
  }

  function write(): void {
    if (waiting.length === 0) return;
    const entries = waiting;
    waiting = [];
    store.transaction(() => entries.forEach(keep));
  }

  /** On a full disk reading must go on, and so must what is logged. */
  function writeIfPossible(): void {
    try {
      write();
    } catch {
      // A write of somebody who waits for it reports it.
    }
  }

  return {
    add(entry) {
      waiting.push(entry);
      if (waiting.length === 1) after(clock, 0, closing.signal, writeIfPossible);
    },
    write,
    async list({ filter, descending: backwards, after: last, limit, turn }) {
      writeIfPossible();
      const entries: LogEntry[] = [];
      const statement = backwards ? descending : ascending;
      const { from = "", to = "9", receivedFrom } = filter;
      const firstId =
        receivedFrom === undefined ? 0 : (firstReceived.get(receivedFrom)?.["id"] as number | null);
      if (firstId === null) return { entries };
      let position = last ?? (backwards ? { timestamp: "9", id: 0 } : { timestamp: "", id: 0 });
      for (;;) {
        const rows = statement.all(position.timestamp, position.id, from, to, firstId, readAtOnce);
        for (const row of rows) {
          const isOver = turn();
          if (isOver) await isOver;
          position = { timestamp: row["timestamp"] as string, id: row["id"] as number };
          const entry = JSON.parse(row["entry"] as string) as LogEntry;
          if (filter.matches(entry)) entries.push(entry);
          if (entries.length === limit) return { entries, next: position };
        }
        if (rows.length < readAtOnce) return { entries };
      }
    },
    logNames() {
      writeIfPossible();
      return names.all().map((row) => row["log_name"] as string);
    },
    deleteLog(logName) {
      write();
      return removeLog.run(logName).changes > 0;
    },
    close() {
      closing.abort("closed");
      writeIfPossible();
    },
  };
}
