// Finds the grid of sorted dates, which is what most of them agree on: their spacing, tolerant of gaps, and the rows that
// are not on it.
import { daySeconds, weekday } from "../time/calendar.ts";
import type { Numbers } from "../numeric/numbers.ts";
import type { Series } from "../series/dataset.ts";
import { closedIn } from "../open/without-closed.ts";
import { openFrequency, type Frequency } from "../time/frequency.ts";
import { frequencyName } from "../time/frequency-name.ts";
import { inferLoosely } from "./infer-loosely.ts";
import { inferMonths } from "./infer-months.ts";
import { commonest, countOf, differences, gridOf, isFew, residue, type Grid } from "./spacings.ts";

export interface Inferred {
  frequency: Frequency;
  /** Rows that are not on the grid. */
  irregular: number;
}

/** @param ds seconds since the epoch, strictly ascending, at least two */
export function inferFrequency(ds: Numbers): Inferred | undefined {
  const grid = inferGrid(ds);
  if (grid === undefined) return undefined;
  const { frequency, breaks, odd, moved, drifting } = grid;
  return { frequency, irregular: breaks + odd.length + moved.size + drifting.length };
}

/** @param ds seconds since the epoch, strictly ascending, at least two */
export function inferGrid(ds: Numbers): Grid | undefined {
  const gaps = differences(ds);
  return inferMonths(ds, gaps) ?? inferFixed(ds, gaps) ?? inferLoosely(ds, gaps);
}

/** Series that are looked at. */
export const seriesLookedAt = 50;

export const isLookedAt = ({ ds, fault }: Series): boolean => fault === undefined && ds.length >= 3;

/** The frequency that most of the first series have. */
export function typicalFrequencyOf(series: readonly Series[]): Frequency | undefined {
  const counts = new Map<string, { frequency: Frequency; count: number }>();
  for (const { ds } of series.filter(isLookedAt).slice(0, seriesLookedAt)) {
    // Rows of one date may be put together later.
    const dates = Float64Array.from(new Set(ds));
    const every = dates.length < 2 ? undefined : inferFrequency(dates)?.frequency;
    if (every === undefined) continue;
    const closed = closedIn(dates, every, { closed: "auto", fill: "interpolate" });
    const frequency = closed === undefined ? every : openFrequency(closed.open);
    const known = counts.get(frequencyName(frequency));
    if (known) known.count++;
    else counts.set(frequencyName(frequency), { frequency, count: 1 });
  }
  // Of equals the first.
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.frequency;
}

/** Share of the spacings that must be whole multiples of the step, where the rows have no common phase. */
const requiredShare = 0.9;

/** Share of the spacings that must be the step itself; random days are multiples of a day too. */
const requiredExact = 0.25;

function inferFixed(ds: Numbers, gaps: Numbers): Grid | undefined {
  const step = commonest(gaps);
  const phase = commonest(ds.map((each) => residue(each, step)));
  const off = rowsWhere(ds, (seconds) => residue(seconds, step) !== phase);
  if (!isFew(off.length, ds.length)) return inferBroken(gaps, step);
  const exact = countOf(gaps, (gap) => gap === step);
  // A row off the grid spoils two spacings.
  if (exact < requiredExact * (gaps.length - 2 * off.length)) return undefined;
  if (step === daySeconds) {
    const weekend = weekendRows(ds);
    if (weekend !== undefined)
      return { ...settle(ds, [...off, ...weekend], step, phase), frequency: { kind: "business" } };
  }
  return settle(ds, off, step, phase);
}

/** A clock that was moved, for example: all spacings are fine, but the rows before and after it are not on one grid. */
function inferBroken(gaps: Numbers, step: number): Grid | undefined {
  let [multiples, exact] = [0, 0];
  for (const gap of gaps) {
    if (gap % step === 0) multiples++;
    if (gap === step) exact++;
  }
  const isStep = multiples >= requiredShare * gaps.length && exact >= requiredExact * gaps.length;
  if (!isStep) return undefined;
  return gridOf({ kind: "fixed", seconds: step }, { breaks: gaps.length - multiples });
}

/** How far off, in steps, a row may be that still stands for its step. */
const near = 0.25;

/** A last row that is early may be of a step that is not over, unless it is so by a hair. */
const hair = 0.02;

/** Which of the rows off the grid stand for a step that has no other row. */
export function settle(ds: Numbers, off: readonly number[], step: number, phase: number): Grid {
  const grid = gridOf({ kind: "fixed", seconds: step });
  if (off.length === 0) return grid;
  const isOff = new Set(off);
  const stepOf = (seconds: number) => Math.round((seconds - phase) / step);
  const taken = new Set<number>();
  for (const [row, seconds] of ds.entries()) if (!isOff.has(row)) taken.add(stepOf(seconds));
  for (const row of isOff) {
    const at = stepOf(ds[row]!);
    const distance = ds[row]! - (phase + at * step);
    const isNear =
      row === ds.length - 1 && distance < 0 ? -distance <= hair * step : Math.abs(distance) <= near * step;
    if (distance !== 0 && isNear && !taken.has(at)) grid.moved.set(row, phase + at * step);
    else grid.odd.push(row);
    taken.add(at);
  }
  grid.odd.sort((a, b) => a - b);
  return grid;
}

/**
 * Rows on weekends, where there are so few of them that the others are business days: none in two weeks, one in three, or
 * one of ten weekend days in a longer time. Undefined where the weekend counts, or most weekdays are missing.
 */
function weekendRows(ds: Numbers): number[] | undefined {
  const days = (ds.at(-1)! - ds[0]!) / daySeconds + 1;
  if (days < 12 || ds.length < (days * 5) / 7 / 2) return undefined;
  const rows = rowsWhere(ds, (seconds) => weekday(seconds) > 4);
  return rows.length <= Math.max(days < 18 ? 0 : 1, days / 35) ? rows : undefined;
}

function rowsWhere(ds: Numbers, accepts: (seconds: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < ds.length; row++) if (accepts(ds[row]!)) rows.push(row);
  return rows;
}
