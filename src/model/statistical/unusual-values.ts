// Values that stand alone, far from the rows before and from the rows behind them: a counter's fault, a day that is not
// over. Distances from running medians in robust deviations, after Hampel (1974) as in Pearson (2002), "Outliers in
// process modeling and identification", of a series without its seasons, as `tsoutliers` of R's forecast package has it.
import { isMostlyNotZero } from "./methods/intermittent/kind.ts";
import { quantile } from "../numeric/quantile.ts";

export interface UnusualValue {
  row: number;
  value: number;
  /** What its neighbours and its season let expect, as near to the value as they allow. */
  expected: number;
  /** The last row that is no slip but an event, as Black Friday is: one like it came a year earlier. */
  isEvent?: boolean;
}

/**
 * Robust deviations from which a value counts as unusual: fewer for the last row, which is incomplete far more often than
 * others are wrong. On 23,700 last rows of the training parts of M1, M3 and M4 one in 200 lies beyond 4, and half of those
 * were the first of a new level; of generated rows cut to a tenth, under noise of 15 %, nine in ten do.
 */
const leastDeviations = { inner: 6, last: 4 };

/** An unusual value is at least so far from what was expected, as a share of that: a smaller one does little harm. */
const leastShare = 0.25;

/** A series with a larger share of such values is made of them. */
const largestShare = 0.02;

/** Rows on either side whose median a value is compared with: three unusual ones in a row do not move it. */
const neighbours = 7;

/** Of a season with fewer whole cycles nobody knows which of its values is the unusual one. */
const leastCycles = 3;

const leastRows = 8;

/** Of so many rows the deviation is taken twice: few of them are alike by chance. */
const fewRows = 8;

/**
 * A series whose values mostly repeat the ones before has no deviation, and any new price is far from the old one. So a value
 * has to be as many times as large as the others; a judgement, since a list of prices has no spread to measure it by.
 */
const timesTheOthers = 10;

/**
 * Rows by which what comes again may move: seven days from year to year, as Black Friday does from 364 to 371 days; two
 * weeks of a year of weeks. Shorter seasons come to the row.
 */
const drifting = (period: number): number => (period >= 250 ? 7 : period >= 52 ? 2 : 0);

/** From so many rows a season is a year of days, or as long; what comes once in it says nothing of the rows after. */
const longSeason = 250;

/** A normal distribution's deviation in median absolute deviations. */
const perMedianDeviation = 1.4826;

/**
 * A value is unusual when it lies far on the same side of the rows before and of the rows behind it; the last row of
 * those before and of the one before it. So two rows at a new level at the end are no error but a new level. Where all
 * values are positive, it has to be so on logarithms too, so that neither growth nor values near zero stand out. What comes
 * again a season earlier or later, as Christmas does, is none either; as the last row it is returned as an event.
 * @param periods ascending, in rows, those that the series holds only once as well
 * @returns in the order of the rows
 */
export function unusualValues(y: Float64Array, periods: readonly number[]): UnusualValue[] {
  // In demand that comes now and then a large order is no slip.
  if (!isMostlyNotZero(y)) return [];
  const plain = distances(y, periods);
  if (plain === undefined || !plain.by.some((_, row) => isBeyond(plain, row))) return [];
  return unusualBy(plain, y, periods);
}

/** The last one of `unusualValues` where it is the last row; mostly a look at its neighbours says that there is none. */
export function unusualLastValue(y: Float64Array, periods: readonly number[]): UnusualValue | undefined {
  if (!isMostlyNotZero(y) || y.length < leastRows) return undefined;
  const steps = stepsFromBefore(y, periods);
  const row = y.length - 1;
  if (isNearEnough(y[row]!, lastDistance(steps))) return undefined;
  const plain = distancesBy(steps, y);
  if (plain === undefined || !isBeyond(plain, row)) return undefined;
  const last = unusualBy(plain, y, periods).at(-1);
  return last?.row === row ? last : undefined;
}

function unusualBy(plain: Distances, y: Float64Array, periods: readonly number[]): UnusualValue[] {
  const isRelative = !plain.isStill && y.every((value) => value > 0);
  const logs = isRelative ? distances(y.map(Math.log), periods) : plain;
  if (logs === undefined) return [];
  const isFar = (row: number, share = 1) => isBeyond(plain, row, share) && isBeyond(logs, row, share);
  const isAlike = (row: number, other: number) => plain.by[other]! * plain.by[row]! > 0 && isFar(other, 0.5);
  const comesAgain = (row: number) =>
    periods.find((period) =>
      [row - period, row + period].some((other) => {
        const near = drifting(period);
        for (let by = -near; by <= near; by++) if (isAlike(row, other + by)) return true;
        return false;
      }),
    );
  const found: UnusualValue[] = [];
  for (const [row, value] of y.entries()) {
    const expected = value - plain.by[row]!;
    if (!isFar(row) || isNearEnough(value, plain.by[row]!)) continue;
    const season = comesAgain(row);
    if (season === undefined) found.push({ row, value, expected });
    else if (row === y.length - 1 && season >= longSeason)
      found.push({ row, value, expected, isEvent: true });
  }
  return found.length <= 2 + largestShare * y.length ? found : [];
}

function isNearEnough(value: number, by: number): boolean {
  const expected = value - by;
  return Math.abs(value - expected) < leastShare * Math.abs(expected);
}

interface Distances {
  /** Of each row from its neighbours. */
  by: Float64Array;
  /** Robust standard deviation of the rows from the median of those before. */
  deviation: number;
  /** Whether most rows repeat the one before, so that the deviation stands for the size of the values. */
  isStill: boolean;
}

const isBeyond = ({ by, deviation }: Distances, row: number, share = 1): boolean =>
  Math.abs(by[row]!) >=
  share * (row === by.length - 1 ? leastDeviations.last : leastDeviations.inner) * deviation;

/** Undefined for a series that is short. */
function distances(y: Float64Array, periods: readonly number[]): Distances | undefined {
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
  return { by, deviation, isStill };
}

/** Nearer to the row before than to those before it, the last row goes on at a new level. */
function lastDistance({ x, before, drift }: Steps): number {
  const n = x.length;
  const last = before[n - 1]! - drift;
  return (x[n - 1]! - x[n - 2]!) / last >= 0.5 ? last : 0;
}

/** The largest size among the values but for as many as may be slips. */
function usualSize(y: Float64Array): number {
  const sizes = y.map(Math.abs).sort();
  return sizes[Math.max(0, y.length - 1 - Math.floor(2 + largestShare * y.length))]!;
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
  const above = y.map((value, t) => value - levelAt(t));
  const season = Float64Array.from({ length: period }, (_, phase) =>
    median(Float64Array.from({ length: cycles }, (_, c) => above[first + c * period + phase]!)),
  );
  return y.map((value, t) => value - season[(t - first + period) % period]!);
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
