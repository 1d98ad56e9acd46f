// What rows of a series have in common: the grid that most of them are on, and how it is counted.
import type { Numbers } from "../numeric/numbers.ts";
import type { Frequency } from "../time/frequency.ts";

/** A frequency and the rows that are not on its grid, by their index. */
export interface Grid {
  frequency: Frequency;
  /** Rows a little off that stand alone on their step, and the date of that step, in seconds. */
  moved: Map<number, number>;
  /** Rows between the steps, or beside a better one. */
  odd: number[];
  /** Rows on another day than the usual one, each the only one of its month. */
  drifting: number[];
  /** How many spacings are no multiple of the step, where no grid holds all the rows. */
  breaks: number;
}

export const gridOf = (frequency: Frequency, found: Partial<Omit<Grid, "frequency">> = {}): Grid => ({
  frequency,
  moved: new Map(),
  odd: [],
  drifting: [],
  breaks: 0,
  ...found,
});

export function differences(values: Numbers): Float64Array {
  const result = new Float64Array(Math.max(0, values.length - 1));
  for (let i = 1; i < values.length; i++) result[i - 1] = values[i]! - values[i - 1]!;
  return result;
}

/** The most frequent value; of equals the smallest. */
export function commonest(values: Numbers): number {
  const [first] = values;
  let same = 1;
  while (same < values.length && values[same] === first) same++;
  if (same === values.length) return first!;
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = first!;
  let bestCount = 0;
  for (const [value, count] of counts) {
    if (count > bestCount || (count === bestCount && value < best)) [best, bestCount] = [value, count];
  }
  return best;
}

export function countOf(values: Numbers, accepts: (value: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (accepts(values[i]!)) count++;
  return count;
}

/** What is left over, at least 0 for negative values, too. */
export const residue = (value: number, step: number): number => value - Math.floor(value / step) * step;

export const median = (values: Numbers): number => Float64Array.from(values).sort()[values.length >> 1]!;

/** Few enough rows to say that the others know the grid better: one of ten, and one of six in a short series. */
export const isFew = (count: number, rows: number): boolean =>
  count * 10 <= rows || (count === 1 && rows >= 6);
