// Waits for the answers to uploads: few are asked for by name, one listing of the output bucket shows many.
import type { Clock } from "../../core/clock.ts";
import { reportName, resultMetadata, resultName, seriesReportName } from "../../core/contract.ts";
import { firstPauseMs, isEarly, mostByName, nextPause, pauseAfterListing } from "../../core/polling.ts";
import type { JobWatch } from "./job-watch.ts";
import type { Buckets, StoredObject } from "./buckets.ts";

/** An upload whose answer is still to come. */
export interface Awaited {
  name: string;
  generation: string;
}

export interface Arrival<A extends Awaited> {
  awaited: A;
  kind: "result" | "report";
  object: StoredObject;
  /** The report on the series of a panel, where some failed. */
  seriesReport: StoredObject | undefined;
}

export interface WaitOptions<A extends Awaited> {
  buckets: Pick<Buckets, "find" | "list">;
  clock: Clock;
  /** Common beginning of all names; undefined where they have none, so that no listing shows them. */
  prefix: string | undefined;
  /** May grow while uploads go on; what has arrived is removed. */
  awaited: Map<string, A>;
  /** Whether more will be added. */
  isGrowing(): boolean;
  /** From when all is sent on. */
  timeoutMs: number;
  /** What the service has handed over to its job, and how long such an upload is waited for. */
  job?: { watch: JobWatch<A>; timeoutMs: number };
  /** Asked again and again; what it throws ends the waiting. */
  check?: () => Promise<void>;
  signal: AbortSignal;
}

/**
 * Yields the answers as they come, and ends when all are there or the time is up; what is left in `awaited` then has
 * timed out. Pauses grow, and for the first ten seconds they start over whenever something arrives.
 */
export async function* arrivals<A extends Awaited>(options: WaitOptions<A>): AsyncGenerator<Arrival<A>[]> {
  const { buckets, clock, prefix, awaited, timeoutMs, job, signal } = options;
  const startedAt = clock.now();
  const isWithJob = () =>
    job !== undefined && [...awaited.values()].some((each) => job.watch.isWithJob(each));
  let sentAt = startedAt;
  const deadline = () => sentAt + (job && isWithJob() ? Math.max(job.timeoutMs, timeoutMs) : timeoutMs);
  let pauseMs = firstPauseMs;
  const toList = () => (awaited.size > mostByName ? prefix : undefined);
  while (awaited.size > 0 || options.isGrowing()) {
    signal.throwIfAborted();
    if (options.isGrowing()) sentAt = clock.now();
    const asks = awaited.size > 0;
    if (asks) {
      const listed = toList();
      const seen =
        listed === undefined ? await byName([...awaited.keys()], buckets) : await buckets.list(listed);
      const found = answersAmong(seen, awaited);
      for (const { awaited: done } of found) awaited.delete(done.name);
      if (found.length > 0) {
        yield found;
        if (awaited.size === 0 && !options.isGrowing()) return;
        if (isEarly(clock.now() - startedAt)) {
          pauseMs = firstPauseMs;
          if (toList() === undefined) continue;
        }
      }
    }
    await job?.watch.look([...awaited.values()]);
    await options.check?.();
    const leftMs = deadline() - clock.now();
    if (leftMs <= 0) return;
    const wantedMs = toList() === undefined ? pauseMs : pauseAfterListing(clock.now() - startedAt);
    await clock.sleep(Math.min(wantedMs, leftMs), signal);
    // While nothing is uploaded yet, nothing has been asked in vain.
    if (asks) pauseMs = nextPause(pauseMs, clock.now() - startedAt);
  }
}

async function byName(names: readonly string[], buckets: Pick<Buckets, "find">): Promise<StoredObject[]> {
  const answers = await buckets.find(names.flatMap((name) => [resultName(name), reportName(name)]));
  // Written before the result, so it is asked for after it.
  const ofPanels = answers.filter(({ metadata }) => metadata[resultMetadata.series] !== undefined);
  return [...answers, ...(await buckets.find(ofPanels.map(({ name }) => seriesReportName(name))))];
}

const isStamped = ({ metadata }: StoredObject, { generation }: Awaited): boolean =>
  metadata[resultMetadata.inputGeneration] === generation;

/**
 * A container that knows nothing of this tool names no generation; what stands under the input's name and is newer is its
 * answer. Cloud Storage's generations are the times of the writes, in microseconds.
 */
export const isUnstamped = (
  { metadata, generation }: Pick<StoredObject, "metadata" | "generation">,
  input: Pick<Awaited, "generation">,
): boolean =>
  metadata[resultMetadata.inputGeneration] === undefined && BigInt(generation) > BigInt(input.generation);

/** An answer counts only for the generation that was uploaded. */
export function answersAmong<A extends Awaited>(
  objects: readonly StoredObject[],
  awaited: ReadonlyMap<string, A>,
): Arrival<A>[] {
  const byName = new Map(objects.map((object) => [object.name, object]));
  const found: Arrival<A>[] = [];
  for (const each of awaited.values()) {
    for (const [kind, name] of [
      ["result", resultName(each.name)],
      ["report", reportName(each.name)],
    ] as const) {
      const object = byName.get(name);
      if (
        object === undefined ||
        !(isStamped(object, each) || (kind === "result" && isUnstamped(object, each)))
      )
        continue;
      // Written before the result, so a listing that shows the one shows the other.
      const series = byName.get(seriesReportName(name));
      const isOwn = series !== undefined && isStamped(series, each);
      found.push({ awaited: each, kind, object, seriesReport: isOwn ? series : undefined });
      break;
    }
  }
  return found;
}
