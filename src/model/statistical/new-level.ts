// The last two to four rows at another level than all before: the first of a new one, or an outage that goes on. Nobody
// can tell, so it is said, and bands reach from the one to the other.
import { areOff, distances, drifting, type Distances } from "./distances.ts";
import { isMostlyNotZero } from "./methods/intermittent/kind.ts";

export interface NewLevel {
  /** Of the newest rows. */
  values: number[];
  /** What the rows before let expect instead, in the middle of them. */
  expected: number;
  /** From the one to the other. */
  gap: number;
}

/** One is judged by itself, as the last row; the running median of seven rows follows from the fifth on, and so do methods. */
export const mostNewest = 4;

/** Of what was expected: a smaller step is within what bands cover, a judgement. */
const leastShare = 0.25;

/** @param periods ascending, in rows */
export function newLevelOf(y: Float64Array, periods: readonly number[]): NewLevel | undefined {
  // A new price is no riddle, and demand now and then has no level.
  if (!isMostlyNotZero(y)) return undefined;
  const plain = distances(y, periods);
  if (plain === undefined || plain.isStill) return undefined;
  let logs: Distances | undefined;
  // Most series are decided without logarithms.
  const areOffByLogs = (from: number, length: number) => {
    const isRelative = y.every((value) => value > 0);
    logs ??= isRelative ? distances(y.map(Math.log), periods) : plain;
    return logs !== undefined && areOff(logs, from, length);
  };
  const n = y.length;
  // What came a season ago, too, is the season's.
  const cameBefore = (from: number, length: number) => (period: number) => {
    const near = drifting(period);
    for (let by = -near; by <= near; by++) {
      const then = from - period + by;
      if (then > 0 && areOff(plain, then, length, 0.5)) return true;
    }
    return false;
  };
  for (let length = mostNewest; length >= 2; length--) {
    const from = n - length;
    if (!areOff(plain, from, length) || !areOffByLogs(from, length)) continue;
    // Where the row before is off as well, it is part of a longer story.
    if (areOff(plain, from - 1, 1) || periods.some(cameBefore(from, length))) return undefined;
    const gap = plain.before.subarray(from).reduce((sum, by) => sum + by, 0) / length;
    const values = Array.from(y.subarray(from));
    const mean = values.reduce((sum, value) => sum + value, 0) / length;
    const expected = mean - gap;
    if (isBack(y.subarray(Math.max(0, from - episode), from), mean, expected)) return undefined;
    return Math.abs(gap) >= leastShare * Math.abs(expected) ? { values, expected, gap } : undefined;
  }
  return undefined;
}

/** Rows in which an episode such as a promotion week is short: four times the running median that followed it; a judgement. */
const episode = 28;

/** Whether most rows before were there already, so that what ends is an episode. */
const isBack = (before: Float64Array, now: number, expected: number): boolean =>
  2 * before.filter((value) => Math.abs(value - now) < Math.abs(value - expected)).length > before.length;
