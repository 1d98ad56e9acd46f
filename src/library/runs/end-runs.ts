// Ends runs: `cancel` takes back what has no answer yet, `remove` removes all that is kept of a run.
import { withConnection } from "../connection.ts";
import { uploadPrefix } from "../../core/contract.ts";
import { plural } from "../../core/duration.ts";
import { CloudError, UsageError } from "../../core/errors.ts";
import type { StoredObject } from "../predict/buckets.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { contextOf, openRun, type OpenRun } from "./open-run.ts";
import { ownCheck } from "../predict/own-buckets.ts";
import { readRun } from "./read-run.ts";
import { checkRunId } from "./run-id.ts";
import { openRunStore, type ListedRun } from "./run-store.ts";
import type { CancelledRun } from "./run-summary.ts";
import { stopExecutions } from "./stop-executions.ts";

/** What is worked on at this moment may still be answered. @throws UsageError run.unknown */
export async function cancelRun(session: Session, word: string): Promise<CancelledRun> {
  const run = checkRunId(word);
  return withConnection(session, async (connection) => {
    const { store, options } = await openRun(session, connection, run);
    const { record, generation, uploads, inputs } = await readRun(run, { store, buckets: options.buckets });
    const waiting = inputs.filter(({ state }) => state === "waiting");
    const job = record.manifest === undefined ? undefined : `${uploadPrefix(run)}job.json`;
    const names = new Set(waiting.map(({ name }) => name));
    const unanswered = uploads.filter(({ name }) => names.has(name) || (name === job && names.size > 0));
    const cancelledAt = new Date(session.machine.clock.now()).toISOString();
    // First the record: who reads it meanwhile shall know why uploads vanish.
    await store.write({ ...record, cancelledAt }, generation);
    await store.removeUploads(unanswered);
    const stopped = await stopJob(session, unanswered, { store, options });
    return {
      run,
      cancelled: waiting.length,
      stopped,
      answered: inputs.filter(({ state }) => state === "done" || state === "failed").length,
    };
  });
}

/** @returns how many executions; undefined where the job has none of the uploads, or could not be stopped */
async function stopJob(
  { progress }: Session,
  uploads: readonly StoredObject[],
  { store, options: { buckets, cloud } }: Pick<OpenRun, "store" | "options">,
): Promise<number | undefined> {
  const names = uploads.length === 0 ? new Set() : await buckets.handedOver(uploads);
  const withJob = uploads.filter(({ name }) => names.has(name));
  if (withJob.length === 0) return undefined;
  try {
    const bucket = cloud.names.inputBucket;
    const stopped = await stopExecutions(
      cloud,
      withJob.map(({ name, generation }) => ({ bucket, name, generation })),
    );
    await store.removeOrders(withJob);
    return stopped;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    progress.warn(`The job may still work on ${plural(withJob.length, "file")} of the run: ${error.message}`);
    return undefined;
  }
}

export interface RemoveRequest {
  runs: readonly string[];
  /** All that were started longer ago; undefined takes only those that are named. */
  olderThanMs: number | undefined;
  all: boolean;
  dryRun: boolean;
  /** Rejects when they are to stay. */
  approve: (runs: readonly ListedRun[]) => Promise<void>;
}

export interface RemovedRuns {
  runs: ListedRun[];
  /** In both buckets. */
  objects: number;
  dryRun: boolean;
}

/** Uploads, results and records. @throws UsageError for a run that there is not */
export async function removeRuns(session: Session, request: RemoveRequest): Promise<RemovedRuns> {
  const { olderThanMs, all, dryRun, approve } = request;
  const wanted = request.runs.map(checkRunId);
  if (wanted.length === 0 && olderThanMs === undefined && !all) {
    throw new UsageError("No run is named.", {
      code: "usage.run",
      fix: "Name runs by their ids, or choose them with --older-than 30d or --all.",
    });
  }
  return withConnection(session, async (connection) => {
    const cloud = contextOf(session, connection);
    const store = await openRunStore(cloud, ownCheck(cloud));
    const kept = await store.list();
    const unknown = wanted.find((run) => !kept.some((each) => each.run === run));
    if (unknown !== undefined) {
      throw new UsageError(`There is no run ${unknown}.`, {
        code: "run.unknown",
        fix: "`cloud-runner runs list` shows the runs that are kept.",
      });
    }
    const latest = session.machine.clock.now() - (olderThanMs ?? Infinity);
    const runs = kept.filter(
      ({ run, startedAt }) => all || wanted.includes(run) || Date.parse(startedAt) < latest,
    );
    if (dryRun || runs.length === 0) return { runs, objects: 0, dryRun };
    await approve(runs);
    let objects = 0;
    await during(session.progress, "Removing runs", async () => {
      for (const { run } of runs) objects += await store.remove(run);
    });
    return { runs, objects, dryRun };
  });
}
