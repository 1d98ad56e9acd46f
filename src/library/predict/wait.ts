// Waits for the answers to uploads: one listing of the output bucket shows all of them.
import type { Clock } from "../../core/clock.ts";
import { reportName, resultMetadata, resultName, seriesReportName } from "../../core/contract.ts";
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
  buckets: Pick<Buckets, "list">;
  clock: Clock;
  /** Common beginning of all names. */
  prefix: string;
  /** May grow while uploads go on; what has arrived is removed. */
  awaited: Map<string, A>;
  /** Whether more will be added. */
  isGrowing(): boolean;
  timeoutMs: number;
  signal: AbortSignal;
}

const firstPauseMs = 50;
const longestPauseMs = 500;

/**
 * Yields the answers as they come, and ends when all are there or the time is up; what is left in `awaited` then has
 * timed out. Pauses grow from 50 ms to 500 ms and start over whenever something arrives.
 */
export async function* arrivals<A extends Awaited>(options: WaitOptions<A>): AsyncGenerator<Arrival<A>[]> {
  const { buckets, clock, prefix, awaited, timeoutMs, signal } = options;
  const deadline = clock.now() + timeoutMs;
  let pauseMs = firstPauseMs;
  while (awaited.size > 0 || options.isGrowing()) {
    signal.throwIfAborted();
    const asks = awaited.size > 0;
    if (asks) {
      const found = match(await buckets.list(prefix), awaited);
      for (const { awaited: done } of found) awaited.delete(done.name);
      if (found.length > 0) {
        pauseMs = firstPauseMs;
        yield found;
        continue;
      }
    }
    const leftMs = deadline - clock.now();
    if (leftMs <= 0) return;
    await clock.sleep(Math.min(pauseMs, leftMs), signal);
    // While nothing is uploaded yet, nothing has been asked in vain.
    if (asks) pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  }
}

/** An answer counts only for the generation that was uploaded. */
function match<A extends Awaited>(
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
      if (object?.metadata[resultMetadata.inputGeneration] !== each.generation) continue;
      // Written before the result, so a listing that shows the one shows the other.
      const series = byName.get(seriesReportName(name));
      const isOwn = series?.metadata[resultMetadata.inputGeneration] === each.generation;
      found.push({ awaited: each, kind, object, seriesReport: isOwn ? series : undefined });
      break;
    }
  }
  return found;
}
