// `logs`: the newest entries of the service and of its job, and with `follow` each new one as it comes.
import type { Clock } from "../../core/clock.ts";
import { retry } from "../../core/retry.ts";
import { isPassing } from "../../provision/google/cloud-error.ts";
import { withConnection, type Connection } from "../connection.ts";
import type { Session } from "../session.ts";
import type { LogEntry } from "./entry.ts";
import { readEntries, type LogSource } from "./read-entries.ts";

export interface LogOptions {
  /** At most so many of the newest entries; 100 when absent. */
  limit?: number;
  /** Only entries since then, in milliseconds since the epoch. */
  sinceMs?: number | undefined;
  /** Only what the job logged; both when absent. */
  job?: boolean;
  /** Go on with new entries until the session's signal aborts, which ends it without an error. */
  follow?: boolean;
}

/**
 * The oldest first.
 * @throws PreconditionError when nothing is up; CloudError
 */
export async function* logs(
  session: Session,
  { limit = 100, sinceMs, job = false, follow: isFollowing = false }: LogOptions = {},
): AsyncGenerator<LogEntry> {
  const opened = Promise.withResolvers<Connection>();
  const ended = Promise.withResolvers<void>();
  const connected = withConnection(session, async (connection) => {
    opened.resolve(connection);
    await ended.promise;
  });
  connected.catch(opened.reject);
  try {
    const { settings, clients, localCloud } = await opened.promise;
    const { progress, signal, machine } = session;
    let nextNoteMs = 0;
    const patience = {
      clock: machine.clock,
      signal,
      budgetMs: clients.faultBudgetMs,
      isRetryable: isPassing,
      initialDelayMs: 1000,
      maximumDelayMs: 8000,
      // Entries are all that is shown otherwise, so that nothing else tells that it goes on.
      onWait(_error: unknown, delayMs: number, elapsedMs: number) {
        if (elapsedMs === 0) nextNoteMs = 0;
        if (elapsedMs + delayMs < nextNoteMs) return;
        progress.note("Waiting for Google Cloud to answer.");
        nextNoteMs = elapsedMs + quietMs;
      },
    };
    const of: LogSource[] = job ? ["job"] : ["service", "job"];
    const read: FollowOptions["read"] = (since, most) =>
      retry(() => readEntries(clients, settings.names, { of, sinceMs: since, limit: most }), patience);
    const first = inOrder(await read(sinceMs, limit));
    yield* first;
    if (!isFollowing) return;
    // Google allows about 60 readings a minute and project; the local cloud does not mind.
    const pauseMs = localCloud === undefined ? 2000 : 500;
    yield* follow({ read, seen: first, clock: machine.clock, pauseMs, signal });
  } finally {
    ended.resolve();
    await connected;
  }
}

export interface FollowOptions {
  /** Entries of the service since a moment, in any order, at most the newest `limit`. */
  read: (sinceMs: number | undefined, limit: number) => Promise<LogEntry[]>;
  /** What has been given already. */
  seen: readonly LogEntry[];
  clock: Clock;
  pauseMs: number;
  signal: AbortSignal;
}

/** Nobody waits for longer without a word. */
const quietMs = 10_000;

/** Entries become readable late and out of order, so each reading overlaps the former one. */
const overlapMs = 30_000;

/** Ends when the signal aborts: that is how following is meant to end, so it is no failure. */
export async function* follow(options: FollowOptions): AsyncGenerator<LogEntry> {
  const { read, seen, clock, pauseMs, signal } = options;
  let given = new Map(seen.map((entry) => [keyOf(entry), Date.parse(entry.timestamp)]));
  let newestMs = Math.max(clock.now() - overlapMs, ...given.values());
  for (;;) {
    try {
      await clock.sleep(pauseMs, signal);
    } catch {
      return;
    }
    const sinceMs = newestMs - overlapMs;
    for (const entry of inOrder(await read(sinceMs, 1000))) {
      if (given.has(keyOf(entry))) continue;
      const atMs = Date.parse(entry.timestamp);
      given.set(keyOf(entry), atMs);
      newestMs = Math.max(newestMs, atMs);
      yield entry;
    }
    given = new Map([...given].filter(([, atMs]) => atMs >= sinceMs - overlapMs));
  }
}

const keyOf = ({ insertId, timestamp }: LogEntry): string => `${insertId} ${timestamp}`;

const inOrder = (entries: readonly LogEntry[]): LogEntry[] =>
  entries.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
