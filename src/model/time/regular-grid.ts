// A series with gaps on the regular grid of its frequency, every step with a value.
import type { Columns } from "../numeric/numbers.ts";
import { futureDates, stepsBetween, type Frequency } from "./frequency.ts";

export interface RegularGrid {
  /** One value a step. */
  y: Float64Array;
  /** Steps that had no row and were filled in, without those that are closed at that time of the year. */
  filled: number;
  /** For each future row the number of steps from the last row, at least 1. */
  ahead: number[];
}

/** Steps that are looked at, newest first; a long gap in a fine series could make any number. */
const maximumSteps = 50_000;

/**
 * Rows that fall on the same step, as irregular dates do, give their mean. Missing steps are interpolated between their
 * neighbours, and between the same phases of the season where there is one.
 */
export function onGrid(history: Columns, future: Columns, frequency: Frequency, season: number): RegularGrid {
  const { ds } = history;
  const values = history["y"]!;
  const last = ds.at(-1)!;
  const back = ds.map((date) => stepsBetween(frequency, date, last));
  const length = Math.min(back[0]! + 1, maximumSteps);
  const y = new Float64Array(length).fill(Number.NaN);
  const counts = new Uint32Array(length);
  for (const [row, steps] of back.entries()) {
    const at = length - 1 - steps;
    if (at < 0) continue;
    const count = ++counts[at]!;
    y[at] = count === 1 ? values[row]! : y[at]! + (values[row]! - y[at]!) / count;
  }
  const empty = counts.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0);
  const changes = frequency.kind === "open" && frequency.seasons !== undefined;
  // In the night of winter there is no summer's value to aim at.
  if (empty > 0) fillGaps(y, changes ? 1 : season);
  const filled = changes ? missingRows(ds, frequency, length) : empty;
  const ahead = future.ds.map((date) => Math.max(1, stepsBetween(frequency, last, date)));
  return { y, filled, ahead };
}

/** Steps without a row at times that are open. */
function missingRows(ds: Columns["ds"], frequency: Frequency, length: number): number {
  const last = ds.at(-1)!;
  const isNear = (date: number) => stepsBetween(frequency, date, last) < length;
  const have = new Set(Array.from(ds).filter(isNear));
  const open = futureDates(frequency, ds[0]!, stepsBetween(frequency, ds[0]!, last));
  return open.filter((date) => date <= last && isNear(date) && !have.has(date)).length;
}

function fillGaps(y: Float64Array, season: number): void {
  const known = Uint8Array.from(y, (value) => (Number.isNaN(value) ? 0 : 1));
  const least = y.reduce((low, value) => (value < low ? value : low), Infinity) < 0 ? -Infinity : 0;
  interpolate(y, known);
  const straight = y.slice();
  if (season < 2 || y.length < 2 * season) return;
  // What each phase lies above or below the running level, by the known values alone.
  const sums = new Float64Array(season);
  const counts = new Uint32Array(season);
  let level = 0;
  for (let t = 0; t < season; t++) level += y[t]! / season;
  for (let t = season; t < y.length; t++) {
    level += (y[t]! - y[t - season]!) / season;
    const middle = t - Math.floor(season / 2);
    if (known[middle] === 0) continue;
    sums[middle % season] = sums[middle % season]! + y[middle]! - level;
    counts[middle % season] = counts[middle % season]! + 1;
  }
  const effect = (t: number) => sums[t % season]! / Math.max(1, counts[t % season]!);
  for (let t = 0; t < y.length; t++) y[t] = y[t]! - effect(t);
  interpolate(y, known);
  // What never was negative, such as sales, was not on a day without a row.
  for (let t = 0; t < y.length; t++) {
    if (known[t] === 1) y[t] = y[t]! + effect(t);
    // Of a night that never had a row, the evening and the morning say more than the mean of all hours.
    else y[t] = counts[t % season] === 0 ? straight[t]! : Math.max(least, y[t]! + effect(t));
  }
}

/** Straight lines between known values; the first and the last step have one. */
function interpolate(y: Float64Array, known: Uint8Array): void {
  let left = known.indexOf(1);
  for (let t = 0; t < left; t++) y[t] = y[left]!;
  for (let t = left + 1; t < y.length; t++) {
    if (known[t] === 0) continue;
    for (let i = left + 1; i < t; i++) y[i] = y[left]! + ((y[t]! - y[left]!) * (i - left)) / (t - left);
    left = t;
  }
}
