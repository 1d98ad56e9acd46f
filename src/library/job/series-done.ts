// How far the job is with a panel, in words: series done, how fast that goes, and what is left.
import type { Clock } from "../../core/clock.ts";
import type { FanOutProgress } from "../../core/job/fan-out-progress.ts";
import { createPace, type Pace } from "../predict/pace.ts";

/**
 * What to say whenever more of them are done, `12000 of 200000 series, 810/s, 4 min left`. The pace is that since the
 * first look.
 */
export function seriesDone(clock: Clock): (panel: string, progress: FanOutProgress) => string {
  let current: { panel: string; pace: Pace } | undefined;
  return (panel, { done, series }) => {
    if (current?.panel !== panel) current = { panel, pace: createPace(clock, done) };
    return `${done} of ${series} series${current.pace.text(done, series)}`;
  };
}
