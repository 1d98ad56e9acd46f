// How far the job is with a panel, in words: series done, how fast that goes, and what is left.
import type { Clock } from "../../core/clock.ts";
import type { FanOutProgress } from "../../core/job/fan-out-progress.ts";
import { paceOf } from "../predict/pace.ts";

/**
 * What to say whenever more of them are done, `12000 of 200000 series (810.0 a second, 4 min left)`. The pace is that since the
 * first look.
 */
export function seriesDone(clock: Clock): (panel: string, progress: FanOutProgress) => string {
  let first: { panel: string; done: number; at: number } | undefined;
  return (panel, { done, series }) => {
    if (first?.panel !== panel) first = { panel, done, at: clock.now() };
    const since = { done: done - first.done, total: series - first.done, elapsedMs: clock.now() - first.at };
    return `${done} of ${series} series${paceOf(since)}`;
  };
}
