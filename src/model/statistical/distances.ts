// How far each value of a series lies from the rows around it, in its own robust deviations.
import { quantile } from "../numeric/quantile.ts";

export interface Distances {
  /** Of each row from its neighbours on either side, of the last one from those before. */
  by: Float64Array;
  /** Of each row from those before alone. */
  before: Float64Array;
  /** Robust standard deviation of the rows from the median of those before. */
  deviation: number;
  /** Whether most rows repeat the one before, so that the deviation stands for the size of the values. */
  isStill: boolean;
}

/**
 * Robust deviations from which a value counts as unusual: fewer for the last row, which is incomplete far more often than
 * others are wrong; a judgement, and what it finds stands at `cutOff` in unusual-values.ts. Of 24,832 last rows in the training
 * parts of M1, M3 and M4 Hourly and Weekly, 5.7 in 1,000 lie 4 and more from the rows before and from the last of them.
 */
const leastDeviations = { inner: 6, last: 4 };

/** A series with more such values is made of them; a judgement. */
export const mostUnusual = (rows: number): number => 2 + 0.02 * rows;

/** Rows on either side whose median a value is compared with: three unusual ones in a row do not move it. */
const neighbours = 7;

/** Of a season with fewer whole cycles nobody knows which of its values is the unusual one. */
export const leastCycles = 3;

const leastRows = 8;

/** Of so many rows the deviation is taken twice: few of them are alike by chance. */
const fewRows = 8;

/**
 * A series whose values mostly repeat the ones before has no deviation, and any new price is far from the old one. So a value
 * has to be as many times as large as the others; a judgement, since a list of prices has no spread to measure it by.
 */
const timesTheOthers = 10;

/** A normal distribution's deviation in median absolute deviations. */
const perMedianDeviation = 1.4826;

/**
 * Rows by which what comes again may move: seven days from year to year, as Black Friday does from 364 to 371 days; two
 * weeks of a year of weeks. Shorter seasons come to the row.
 */
export const drifting = (period: number): number => (period >= 250 ? 7 : period >= 52 ? 2 : 0);

/** Whether so many rows from that one on all lie off those before them, on the side of the last row. */
export function areOff({ before, deviation }: Distances, from: number, count: number, share = 1): boolean {
  const side = Math.sign(before.at(-1)!);
  const rows = before.subarray(from, from + count);
  return rows.every((by) => side * by >= share * leastDeviations.last * deviation);
}

export const isBeyond = ({ by, deviation }: Distances, row: number, share = 1): boolean =>
  Math.abs(by[row]!) >=
  share * (row === by.length - 1 ? leastDeviations.last : leastDeviations.inner) * deviation;

/** Undefined for a series that is short. */
export function distances(y: Float64Array, periods: readonly number[]): Distances | undefined {
  return y.length < leastRows ? undefined : distancesBy(stepsFromBefore(y, periods), y);
}

interface Steps {
  /** The series without its seasons. */
  x: Float64Array;
  /** How far each row of it lies from the median of those before. */
  before: Float64Array;
  /** The median of that. */
  drift: number;
}

function stepsFromBefore(y: Float64Array, periods: readonly number[]): Steps {
  let x = y;
  for (const period of periods) if (y.length >= leastCycles * period) x = withoutSeason(x, period);
  const before = new Float64Array(x.length);
  const middle = createRunningMedian();
  for (let t = 1; t < x.length; t++) before[t] = x[t]! - middle(x[t - 1]!);
  return { x, before, drift: median(known(before)) };
}

/** Without those that have few rows before them. */
const known = (before: Float64Array): Float64Array =>
  before.subarray(Math.min(neighbours, Math.floor(before.length / 3)));

function distancesBy(steps: Steps, y: Float64Array): Distances | undefined {
  const { x, before, drift } = steps;
  const n = x.length;
  const spread =
    perMedianDeviation * (1 + fewRows / n) * median(known(before).map((by) => Math.abs(by - drift)));
  const isStill = !(spread > 0);
  const deviation = isStill ? (timesTheOthers * usualSize(y)) / leastDeviations.last : spread;
  if (deviation === 0) return undefined;
  const by = new Float64Array(n);
  const middle = createRunningMedian();
  for (let t = n - 2; t > 0; t--) {
    by[t] = nearerToZero(before[t]! - drift, x[t]! - middle(x[t + 1]!) + drift);
  }
  by[n - 1] = lastDistance(steps);
  return { by, before: before.map((each) => each - drift), deviation, isStill };
}

/** Of the last row from those before it, without the rest of the work; undefined as `distances` is. */
export const distanceOfLast = (y: Float64Array, periods: readonly number[]): number | undefined =>
  y.length < leastRows ? undefined : lastDistance(stepsFromBefore(y, periods));

/** Nearer to the row before than to those before it, the last row goes on at a new level. */
function lastDistance({ x, before, drift }: Steps): number {
  const n = x.length;
  const last = before[n - 1]! - drift;
  return (x[n - 1]! - x[n - 2]!) / last >= 0.5 ? last : 0;
}

/** The largest size among the values but for as many as may be slips. */
function usualSize(y: Float64Array): number {
  const sizes = y.map(Math.abs).sort();
  return sizes[Math.max(0, y.length - 1 - Math.floor(mostUnusual(y.length)))]!;
}

const nearerToZero = (a: number, b: number): number => (a * b <= 0 ? 0 : Math.abs(a) < Math.abs(b) ? a : b);

/** Less what each phase lies above the level of its cycle; both are medians, which few wild values move. */
function withoutSeason(y: Float64Array, period: number): Float64Array {
  const n = y.length;
  const first = n % period;
  const cycles = Math.floor(n / period);
  const levels = Array.from({ length: cycles }, (_, c) =>
    median(y.subarray(first + c * period, first + (c + 1) * period)),
  );
  // Straight from the middle of a cycle to the next one's.
  const levelAt = (t: number) => {
    const at = (t - first - (period - 1) / 2) / period;
    const left = Math.min(Math.max(0, Math.floor(at)), cycles - 2);
    return levels[left]! + (levels[left + 1]! - levels[left]!) * (at - left);
  };
  const above = new Float64Array(n);
  for (let t = 0; t < n; t++) above[t] = y[t]! - levelAt(t);
  const season = new Float64Array(period);
  const ofPhase = new Float64Array(cycles);
  for (let phase = 0; phase < period; phase++) {
    for (let c = 0; c < cycles; c++) ofPhase[c] = above[first + c * period + phase]!;
    season[phase] = quantile(ofPhase.sort(), 0.5);
  }
  const rest = new Float64Array(n);
  for (let t = 0; t < n; t++) rest[t] = y[t]! - season[(t - first + period) % period]!;
  return rest;
}

/** Takes one value after another; each time the median of the newest ones. */
function createRunningMedian(): (value: number) => number {
  const newest = new Float64Array(neighbours);
  const sorted = new Float64Array(neighbours);
  let count = 0;
  let next = 0;
  return (value) => {
    let at = count;
    if (count < neighbours) {
      count++;
    } else {
      at = sorted.indexOf(newest[next]!);
      for (; at < neighbours - 1; at++) sorted[at] = sorted[at + 1]!;
    }
    for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!;
    sorted[at] = value;
    newest[next] = value;
    next = (next + 1) % neighbours;
    const middle = (count - 1) / 2;
    return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  };
}

function median(values: Float64Array): number {
  return quantile(values.slice().sort(), 0.5);
}
