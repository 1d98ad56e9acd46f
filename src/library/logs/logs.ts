// `logs`: the newest entries of the service and of its job, and with `follow` each new one as it comes.
import type { Clock } from "../../core/clock.ts";
import { UsageError } from "../../core/errors.ts";
import { retry } from "../../core/retry.ts";
import { isPassing } from "../../provision/google/cloud-error.ts";
import { withConnection, type Connection } from "../connection.ts";
import type { Session } from "../session.ts";
import type { LogEntry } from "./entry.ts";
import { termsOf, type LogFilter } from "./filter.ts";
import { readEntries, type LogSource } from "./read-entries.ts";

export interface LogOptions extends LogFilter {
  /** At most so many of the newest entries; 100 when absent. With `follow` so many of those that are there already, 0 for none. */
  limit?: number;
  /** Only entries since then, in milliseconds since the epoch. */
  sinceMs?: number | undefined;
  /** Only entries until then, in milliseconds since the epoch. */
  untilMs?: number | undefined;
  /** Only what the job logged; both when absent. */
  job?: boolean;
  /** Hears that all that was there has been given, and that what follows is new. */
  caughtUp?: (() => void) | undefined;
  /** Go on with new entries until the session's signal aborts, which ends it without an error. */
  follow?: boolean;
}

/**
 * The oldest first.
 * @throws UsageError, for a filter that can find nothing; PreconditionError when nothing is up; CloudError
 */
export async function* logs(session: Session, options: LogOptions = {}): AsyncGenerator<LogEntry> {
  const { limit = 100, sinceMs, untilMs, job = false, follow: isFollowing = false } = options;
  if (untilMs !== undefined && isFollowing) {
    throw new UsageError("What is followed has no end.", {
      code: "usage.logs",
      fix: "Leave out --until, or --follow.",
    });
  }
  // Before anything is asked of anybody.
  const terms = await termsOf(options);
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
        progress.note(
          `Waiting for ${localCloud === undefined ? "Google Cloud" : "the local cloud"} to answer.`,
        );
        nextNoteMs = elapsedMs + quietMs;
      },
    };
    const of: LogSource[] = job ? ["job"] : ["service", "job"];
    const read: FollowOptions["read"] = (receivedSinceMs, most) =>
      retry(
        () =>
          readEntries(clients, settings.names, {
            of,
            sinceMs,
            receivedSinceMs,
            untilMs,
            terms,
            limit: most,
          }),
        patience,
      );
    const newest = () => read(undefined, limit);
    if (!isFollowing) {
      yield* inOrder(await newest());
      return;
    }
    // What is there already but is not wanted must not come as new a moment later.
    const { clock } = machine;
    const there = await read(clock.now() - 2 * overlapMs, mostAtOnce);
    const first = await newest();
    yield* inOrder(first);
    options.caughtUp?.();
    // Google allows about 60 readings a minute and project; the local cloud does not mind.
    const pauseMs = localCloud === undefined ? 2000 : 500;
    const missed = () =>
      progress.warn(`More than ${mostAtOnce} entries came at once; the oldest of them are not shown.`);
    yield* follow({ read, seen: [...there, ...first], clock, pauseMs, missed, signal });
  } finally {
    ended.resolve();
    await connected;
  }
}

export interface FollowOptions {
  /** What Cloud Logging got since a moment, in any order, at most the newest `limit`. */
  read: (receivedSinceMs: number | undefined, limit: number) => Promise<LogEntry[]>;
  /** What has been given already, or is not wanted. */
  seen: readonly LogEntry[];
  clock: Clock;
  pauseMs: number;
  /** Hears that more came than can be read. */
  missed: () => void;
  signal: AbortSignal;
}

/** Nobody waits for longer without a word. */
const quietMs = 10_000;

/** Entries become readable late and out of order, so each reading overlaps the former one. */
const overlapMs = 60_000;

/** What one reading holds at most; entries of ours are about a kilobyte. */
const mostAtOnce = 20_000;

/** Ends when the signal aborts: that is how following is meant to end, so it is no failure. */
export async function* follow(options: FollowOptions): AsyncGenerator<LogEntry> {
  const { read, seen, clock, pauseMs, missed, signal } = options;
  const given = new Map(seen.map((entry) => [keyOf(entry), Date.parse(entry.receiveTimestamp)]));
  /** Not by the entries alone: one with a time to come would hide all that come before it. */
  let newestMs = clock.now() - overlapMs;
  const advance = (atMs: number) => {
    newestMs = Math.max(newestMs, Math.min(atMs, clock.now()));
  };
  for (const atMs of given.values()) advance(atMs);
  for (;;) {
    try {
      await clock.sleep(pauseMs, signal);
    } catch {
      return;
    }
    const sinceMs = newestMs - overlapMs;
    const found = await read(sinceMs, mostAtOnce);
    if (found.length === mostAtOnce && !found.some((entry) => given.has(keyOf(entry)))) missed();
    for (const entry of inOrder(found)) {
      if (given.has(keyOf(entry))) continue;
      const atMs = Date.parse(entry.receiveTimestamp);
      given.set(keyOf(entry), atMs);
      advance(atMs);
      yield entry;
    }
    for (const [key, atMs] of given) if (atMs < sinceMs - overlapMs) given.delete(key);
  }
}

const keyOf = ({ insertId, timestamp }: LogEntry): string => `${insertId} ${timestamp}`;

/** Those of one moment stay in the order in which they came, which is the reverse of that in which they are read. */
const inOrder = (entries: readonly LogEntry[]): LogEntry[] =>
  entries.toReversed().sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
