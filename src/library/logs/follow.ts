// Reads the newest entries of the service, and goes on reading with --follow.
import type { Clock } from "../../core/clock.ts";
import { withConnection } from "../connection.ts";
import type { Context } from "../../cli/shell/context.ts";
import { parseSince } from "../../core/duration.ts";
import { entryDocument, renderEntry } from "./entry.ts";
import type { LogEntry } from "./entry.ts";
import { readEntries } from "./read-entries.ts";

export interface LogOptions {
  limit: number;
  since: string | undefined;
  follow: boolean;
}

/** Entries of the service since a moment, in any order, at most the newest `limit`. */
export type ReadEntries = (sinceMs: number | undefined, limit: number) => Promise<LogEntry[]>;

export async function showLogs(context: Context, options: LogOptions): Promise<void> {
  const { io, flags, output, signal } = context;
  const since =
    options.since === undefined ? undefined : parseSince(options.since, "--since", io.clock.now()).getTime();
  await withConnection(context, async ({ settings, clients, localCloud }) => {
    const read: ReadEntries = (sinceMs, limit) => readEntries(clients, settings.names, { sinceMs, limit });
    const show = (entry: LogEntry) => {
      if (flags.json) output.jsonLine(entryDocument(entry));
      else output.text(renderEntry(entry, output.view));
    };
    const first = inOrder(await read(since, options.limit));
    for (const entry of first) show(entry);
    if (!options.follow) {
      if (first.length === 0)
        context.progress.note("The service has said nothing yet; it does once a file arrives.");
      return;
    }
    // Google allows about 60 readings a minute and project; the local cloud does not mind.
    const pauseMs = localCloud === undefined ? 2000 : 500;
    await follow({ read, show, seen: first, clock: io.clock, pauseMs, signal });
  });
}

export interface FollowOptions {
  read: ReadEntries;
  show: (entry: LogEntry) => void;
  /** What has been shown already. */
  seen: readonly LogEntry[];
  clock: Clock;
  pauseMs: number;
  signal: AbortSignal;
}

/** Entries become readable late and out of order, so each reading overlaps the former one. */
const overlapMs = 30_000;

/** Ends when the signal aborts: Ctrl-C is how following is meant to end, so that is no failure. */
export async function follow({ read, show, seen, clock, pauseMs, signal }: FollowOptions): Promise<void> {
  let shown = new Map(seen.map((entry) => [keyOf(entry), Date.parse(entry.timestamp)]));
  let newestMs = Math.max(clock.now() - overlapMs, ...shown.values());
  for (;;) {
    try {
      await clock.sleep(pauseMs, signal);
    } catch {
      return;
    }
    const sinceMs = newestMs - overlapMs;
    for (const entry of inOrder(await read(sinceMs, 1000))) {
      if (shown.has(keyOf(entry))) continue;
      const atMs = Date.parse(entry.timestamp);
      shown.set(keyOf(entry), atMs);
      newestMs = Math.max(newestMs, atMs);
      show(entry);
    }
    shown = new Map([...shown].filter(([, atMs]) => atMs >= sinceMs - overlapMs));
  }
}

const keyOf = ({ insertId, timestamp }: LogEntry): string => `${insertId} ${timestamp}`;

const inOrder = (entries: readonly LogEntry[]): LogEntry[] =>
  entries.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
