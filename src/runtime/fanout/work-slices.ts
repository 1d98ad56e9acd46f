// A task's share of a panel: one slice after the other, as long as there is one that nobody else has.
import { finishedName, finishedPrefix, finishedSlice } from "../../core/job/fan-out-progress.ts";
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../log.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { Claims } from "./claims.ts";
import { finishSlice, type SliceAttempt } from "./finish-slice.ts";
import { seriesOf, type FanOutPlan } from "./fan-out-plan.ts";

export interface SliceWork {
  plan: FanOutPlan;
  folder: string;
  claims: Claims;
  /** Where this task begins, so that several rarely want the same slice. */
  first: number;
  /** Whether it waits for the slices of others, and takes over those that do not come. */
  waits: boolean;
}

/** While one slice is forecast, the next one is read. */
const slicesAtOnce = 2;

const pauseMs = 2_000;

/** Between two lines of the log about how far all tasks are. */
const tellEveryMs = 60_000;

/**
 * @returns whether all slices are finished
 * @throws CloudError or ForecasterError when another try may succeed
 */
export async function workSlices(
  { plan, folder, claims, first, waits }: SliceWork,
  attempt: SliceAttempt & { log: Logger },
): Promise<boolean> {
  const { store, clock, settings, log, signal } = attempt;
  const count = plan.slices.length;
  const series = seriesOf(plan);
  let toldAt = clock.now();

  const tell = (finished: ReadonlySet<number>): void => {
    const done = [...finished].reduce((sum, slice) => sum + plan.slices[slice]!.series, 0);
    log.log("INFO", `Forecast ${done} of ${series} series`, { slices: count, finished: finished.size });
    toldAt = clock.now();
  };

  for (;;) {
    const finished = await finishedSlices(store, settings.outputBucket, folder);
    const seen = new Set(finished);
    let left = Array.from({ length: count }, (_, at) => (first + at) % count).filter((at) => !seen.has(at));
    const lane = async (): Promise<void> => {
      for (let slice = left.shift(); slice !== undefined; slice = left.shift()) {
        signal?.throwIfAborted();
        if (!(await claims.take(slice))) {
          // Others are here as well: what they have finished meanwhile need not be asked for.
          const now = await finishedSlices(store, settings.outputBucket, folder);
          left = left.filter((each) => !now.has(each));
          continue;
        }
        if ((await finishedSlices(store, settings.outputBucket, folder, slice)).size > 0) continue;
        const startedAt = clock.now();
        await finishSlice(slice, plan, folder, attempt);
        const durationMs = clock.now() - startedAt;
        log.log("DEBUG", `Finished slice ${slice} of ${count}`, {
          series: plan.slices[slice]!.series,
          durationMs,
        });
        // One line for all tasks: that of the one which waits for them.
        if (waits && clock.now() - toldAt >= tellEveryMs)
          tell(await finishedSlices(store, settings.outputBucket, folder));
      }
    };
    await allOrFirstFault(Array.from({ length: slicesAtOnce }, lane), () => (left = []));
    const now = await finishedSlices(store, settings.outputBucket, folder);
    tell(now);
    if (now.size === count) return true;
    if (!waits) return false;
    await pause(clock, signal);
  }
}

const pause = (clock: Clock, signal: AbortSignal | undefined) => clock.sleep(pauseMs, signal);

/** @param only this slice is looked for */
async function finishedSlices(
  store: ObjectStore,
  bucket: string,
  folder: string,
  only?: number,
): Promise<Set<number>> {
  const prefix = only === undefined ? finishedPrefix(folder) : finishedName(folder, only);
  const found = await store.list(bucket, prefix);
  return new Set(found.flatMap(({ name }) => finishedSlice(folder, name) ?? []));
}

/** Leaves nothing running behind. */
async function allOrFirstFault(work: readonly Promise<void>[], onFault: () => void): Promise<void> {
  const ended = await Promise.allSettled(
    work.map((each) =>
      each.catch((error: unknown) => {
        onFault();
        throw error;
      }),
    ),
  );
  for (const each of ended) if (each.status === "rejected") throw each.reason;
}
