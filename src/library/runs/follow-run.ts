// A run as it goes on: what has become of its inputs, told whenever that is something else than before.
import { withConnection } from "../connection.ts";
import type { Session } from "../session.ts";
import { openRun } from "./open-run.ts";
import { readRun } from "./read-run.ts";
import { checkRunId } from "./run-id.ts";
import { countsOf, type RunInput } from "./run-state.ts";
import type { RunCounts } from "./run-summary.ts";
import { shownInputs, type ShownInput } from "./show-run.ts";

export interface FollowedRun {
  counts: RunCounts;
  /** Those that are not as they were told before, with their places; the first time all. */
  files: (ShownInput & { index: number })[];
}

export interface FollowOptions {
  /** Whether more of it is still being sent. */
  isSending: () => boolean;
}

/** Two listings each time; for Google's prices a second is long enough. */
const pauseMs = { local: 400, gcp: 2000 };

/** Ends when nothing more will change, or the session's signal aborts. @throws UsageError run.unknown */
export async function* followRun(
  session: Session,
  word: string,
  { isSending }: FollowOptions,
): AsyncGenerator<FollowedRun> {
  const run = checkRunId(word);
  const { clock } = session.machine;
  const opened = Promise.withResolvers<() => Promise<Read>>();
  const ended = Promise.withResolvers<void>();
  const told = new Map<string, string>();
  const connected = withConnection(session, async (connection) => {
    const { store, options } = await openRun(session, connection, run);
    const { buckets, fanOut } = options;
    const isLocal = connection.localCloud !== undefined;
    opened.resolve(async () => {
      const goesOn = isSending();
      const read = await readRun(run, { store, buckets });
      const states = read.inputs.map(({ state }) => state);
      const changed = read.inputs.filter((input) => told.get(input.name) !== stateOf(input));
      const places = new Map(read.inputs.map(({ name }, index) => [name, index]));
      const files = await shownInputs(read, changed, { buckets, fanOut });
      for (const input of changed) told.set(input.name, stateOf(input));
      return {
        counts: countsOf(states),
        files: files.map((file) => ({ ...file, index: places.get(file.upload)! })),
        isOver: !goesOn && !states.includes("waiting"),
        pauseMs: pauseMs[isLocal ? "local" : "gcp"],
      };
    });
    await ended.promise;
  });
  connected.catch(opened.reject);
  try {
    const look = await opened.promise;
    for (let isFirst = true; ; isFirst = false) {
      const { counts, files, isOver, pauseMs: wait } = await look();
      if (isFirst || files.length > 0) yield { counts, files };
      if (isOver) return;
      await clock.sleep(wait, session.signal);
    }
  } finally {
    ended.resolve();
    await connected;
  }
}

interface Read extends FollowedRun {
  isOver: boolean;
  pauseMs: number;
}

const stateOf = ({ state, upload, answer }: RunInput): string =>
  [state, upload?.generation, answer?.object.generation].join(" ");
