// Numbers that stand for a missing value, as instruments and old programs write -9999.
import { pickRows, type GrowingRows } from "./growing-rows.ts";

export interface Sentinels {
  value: number;
  count: number;
  firstLine: number;
}

/** Nothing but nines, as many as people write: `-9999`, `-99.9`, `99999`. */
const isNines = (value: number): boolean => /^-?9{2,6}(\.9{1,2})?$/.test(String(value));

/** Values that the others are judged by. */
const leastOthers = 10;

/** Ranges of the other values between them and the sentinel. */
const leastGap = 3;

/**
 * Finds the least or the greatest value when it is nothing but nines and far from all others: below, as soon as it has three
 * digits; above, or with two digits, only when it comes twice.
 * @returns undefined when there is none
 */
export function withoutSentinels(rows: GrowingRows): { rows: GrowingRows; left: Sentinels } | undefined {
  const { y, count } = rows;
  let [least, most] = [Infinity, -Infinity];
  for (let row = 0; row < count; row++) {
    least = Math.min(least, y[row]!);
    most = Math.max(most, y[row]!);
  }
  for (const value of [least, most]) {
    if (!isNines(value)) continue;
    let [low, high] = [Infinity, -Infinity];
    const kept: number[] = [];
    for (let row = 0; row < count; row++) {
      if (y[row] === value) continue;
      kept.push(row);
      low = Math.min(low, y[row]!);
      high = Math.max(high, y[row]!);
    }
    const gap = value < low ? low - value : value - high;
    const times = count - kept.length;
    const isUsual = times > 1 || value <= -999;
    if (kept.length < leastOthers || !isUsual || !(high > low) || gap <= leastGap * (high - low)) continue;
    const first = rows.y.indexOf(value);
    return { rows: pickRows(rows, kept), left: { value, count: times, firstLine: rows.line[first]! } };
  }
  return undefined;
}

export const sentinelNote = (target: string, { value, count, firstLine }: Sentinels): string =>
  `${value} in column ${target} stands for a missing value${count === 1 ? ` (line ${firstLine})` : ` (${count} times, first in line ${firstLine})`}.`;
