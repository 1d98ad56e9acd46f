// All state of the local cloud in one SQLite file beside a folder of object contents, so that `kill -9` loses nothing
// that was acknowledged: in WAL mode a committed transaction survives the death of the process.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { checkSchema, makeState } from "./schema.ts";

/** Named JSON documents of one kind, in name order. */
export interface Collection<T> {
  get(name: string): T | undefined;
  /** The same without a copy of one's own: nothing in it can be changed. */
  peek(name: string): T | undefined;
  put(name: string, value: T): void;
  /** Whether there was something to delete. */
  delete(name: string): boolean;
  /** Every document whose name starts with `prefix`, in byte order of the names. */
  list(prefix?: string): { name: string; value: T }[];
}

export interface Store {
  readonly folder: string;
  readonly database: DatabaseSync;
  /** `kind` is a fixed word of the calling service, never input. */
  collection<T>(kind: string): Collection<T>;
  /** Runs `work` in one transaction; nested calls join the outer one. */
  transaction<T>(work: () => T): T;
  close(): void;
}

interface Cached {
  text: string | undefined;
  /** Parsed, once somebody has peeked. */
  value?: object;
}

const frozen = (_key: string, value: unknown): unknown => Object.freeze(value);

/** Documents of a collection that are kept in memory, by name: every request reads its bucket, its project and its service. */
const mostCached = 1000;

/**
 * Opens, or creates, the state in `folder`.
 * @throws PreconditionError when another version wrote it, or when it is damaged
 */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "state.sqlite");
  if (!existsSync(file)) makeState(folder, file);
  const database = new DatabaseSync(file);
  try {
    checkSchema(database, folder);
  } catch (error) {
    database.close();
    throw error;
  }
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 4000;",
  );
  let depth = 0;
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  /** By table: documents by their names. */
  const caches = new Map<string, Map<string, Cached>>();

  function transaction<T>(work: () => T): T {
    if (depth > 0) return work();
    begin.run();
    depth++;
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      for (const cache of caches.values()) cache.clear();
      // On a full disk SQLite has taken everything back by itself.
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    } finally {
      depth--;
    }
  }

  function collection<T>(kind: string): Collection<T> {
    const table = `documents_${kind.replaceAll(/[^a-z0-9]/g, "_")}`;
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
    );
    const get = database.prepare(`SELECT value FROM ${table} WHERE name = ?`);
    const put = database.prepare(
      `INSERT INTO ${table} (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    );
    const remove = database.prepare(`DELETE FROM ${table} WHERE name = ?`);
    const list = database.prepare(
      `WITH asked (prefix) AS (VALUES (?))
      SELECT name, value FROM asked, ${table} WHERE name >= prefix AND substr(name, 1, length(prefix)) = prefix ORDER BY name`,
    );
    const cache = caches.get(table) ?? new Map<string, Cached>();
    caches.set(table, cache);
    function cached(name: string): Cached {
      const known = cache.get(name);
      if (known) return known;
      if (cache.size >= mostCached) cache.clear();
      const found: Cached = { text: get.get(name)?.["value"] as string | undefined };
      cache.set(name, found);
      return found;
    }
    return {
      get(name) {
        const { text } = cached(name);
        // Parsed each time: what is given is the caller's to change.
        return text === undefined ? undefined : (JSON.parse(text) as T);
      },
      peek(name) {
        const found = cached(name);
        if (found.text !== undefined) found.value ??= JSON.parse(found.text, frozen) as object;
        return found.value as T | undefined;
      },
      put: (name, value) => {
        // Before it is written: what fails must be read again.
        cache.delete(name);
        put.run(name, JSON.stringify(value));
      },
      delete: (name) => {
        cache.delete(name);
        return remove.run(name).changes > 0;
      },
      list: (prefix = "") =>
        list
          .all(prefix)
          .map((row) => ({ name: row["name"] as string, value: JSON.parse(row["value"] as string) as T })),
    };
  }

  return { folder, database, collection, transaction, close: () => database.close() };
}
