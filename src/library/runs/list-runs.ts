// The runs that are kept, with what has become of the newest.
import pMap from "p-map";
import { CloudRunnerError } from "../../core/errors.ts";
import { withConnection } from "../connection.ts";
import { openBuckets } from "../predict/buckets.ts";
import { ownCheck } from "../predict/own-buckets.ts";
import type { Session } from "../session.ts";
import { contextOf } from "./open-run.ts";
import { readRun } from "./read-run.ts";
import { countsOf } from "./run-state.ts";
import type { RunCounts } from "./run-summary.ts";
import { openRunStore, type ListedRun } from "./run-store.ts";

export interface CountedRun extends ListedRun {
  /** Undefined where the record cannot be read. */
  counts: RunCounts | undefined;
}

export interface RunList {
  /** The newest first. */
  runs: CountedRun[];
  /** Older ones that are left out. */
  others: number;
}

/** @param limit how many at most */
export async function listRuns(session: Session, { limit }: { limit: number }): Promise<RunList> {
  return withConnection(session, async (connection) => {
    const cloud = contextOf(session, connection);
    const checkOwn = ownCheck(cloud);
    const store = await openRunStore(cloud, checkOwn);
    const buckets = await openBuckets(cloud, checkOwn);
    const all = await store.list();
    const runs = await pMap(
      all.slice(0, limit),
      async (listed): Promise<CountedRun> => {
        try {
          const { inputs } = await readRun(listed.run, { store, buckets });
          return { ...listed, counts: countsOf(inputs.map(({ state }) => state)) };
        } catch (error) {
          // Removed meanwhile, or of another version: the others are to be shown.
          if (error instanceof CloudRunnerError && error.code.startsWith("run."))
            return { ...listed, counts: undefined };
          throw error;
        }
      },
      { concurrency: 4 },
    );
    return { runs, others: all.length - runs.length };
  });
}
