// Values that stand alone, far from the rows before and from the rows behind them: a counter's fault, a day that is not
// over. Distances from running medians in robust deviations, after Hampel (1974) as in Pearson (2002), "Outliers in
// process modeling and identification", of a series without its seasons, as `tsoutliers` of R's forecast package has it.
import {
  distanceOfLast,
  distances,
  drifting,
  isBeyond,
  leastCycles,
  mostUnusual,
  type Distances,
} from "./distances.ts";
import { isMostlyNotZero } from "./methods/intermittent/kind.ts";

export interface UnusualValue {
  row: number;
  value: number;
  /** What its neighbours and its season let expect, as near to the value as they allow. */
  expected: number;
  /** The last row that is no slip but an event, as Black Friday is: one like it came a year earlier. */
  isEvent?: boolean;
}

/** An unusual value is at least so far from what was expected, as a share of that: a smaller one does little harm. */
const leastShare = 0.25;

/**
 * A part of a day is a share of its level, and no drop to zero lies 4 deviations below where a deviation is more than a
 * quarter of the level. So a last row counts as cut off, too, when it lies so many deviations below on logarithms, and so
 * many on the values. Chosen among ten rules by 24,832 last rows in the training parts of M1, M3 and M4 Hourly and Weekly, of which
 * 2.5 in 1,000 are taken for unusual, 2.4 without this rule (M1 monthly and yearly most, 6). Of generated days with a week, it
 * finds those cut to a tenth and to three tenths, under noise of 15 %: 58 and 7 % at 20 rows, 99 and 68 % at 40, all and 80 % at
 * 100; under noise of 30 %: 12 and 1 %, 44 and 10 %, 43 and 3 %. Half a day is found under noise of 5 % alone.
 */
const cutOff = { logarithms: 6, values: 2.5 };

/** What comes again has a like distance from the rows around it, at least this share; rows half as far off as is unusual come by chance. */
const likeSize = 0.25;

/** Rows between those of one season and the next that a season held less than three times is judged by, at least. */
const leastPairs = 8;

/** Logarithms of zero and less, as a share of the largest value: a last row that is so in a series that never was is cut off. */
const least = 1e-6;

/** From so many rows a season is a year of days, or as long; what comes once in it says nothing of the rows after. */
const longSeason = 250;

/**
 * A value is unusual when it lies far on the same side of the rows before and of the rows behind it; the last row of
 * those before and of the one before it. So two rows at a new level at the end are no error but a new level. Where all
 * values but the last are positive, it has to be so on logarithms too, so that neither growth nor values near zero stand out.
 * What comes again a season earlier or later, as Christmas does, is none either; as the last row it is returned as an event.
 * @param periods ascending, in rows, those that the series holds only once as well
 * @returns in the order of the rows
 */
export function unusualValues(y: Float64Array, periods: readonly number[]): UnusualValue[] {
  // In demand that comes now and then a large order is no slip.
  if (!isMostlyNotZero(y)) return [];
  const plain = distances(y, periods);
  if (plain === undefined) return [];
  const last = y.length - 1;
  const cut = cutOffLast(y, periods, plain);
  if (cut === undefined && !plain.by.some((_, row) => isBeyond(plain, row))) return [];
  const logs = plain.isStill ? plain : distancesOfLogarithms(y, periods, plain);
  if (logs === undefined) return [];
  const isFar = (row: number, share = 1) => isBeyond(plain, row, share) && isBeyond(logs, row, share);
  const isAlike = (row: number, other: number) =>
    plain.by[other]! / plain.by[row]! >= likeSize && isFar(other, 0.5);
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
    const expected = row === last && cut !== undefined ? cut : value - plain.by[row]!;
    if (!(row === last && cut !== undefined) && !isFar(row)) continue;
    if (isNearEnough(value, expected)) continue;
    const season = comesAgain(row);
    if (season === undefined) found.push({ row, value, expected });
    else if (row === last && season >= longSeason) found.push({ row, value, expected, isEvent: true });
  }
  return found.length <= mostUnusual(y.length) ? found : [];
}

/** The last one of `unusualValues` where it is the last row; mostly a look at its neighbours says that there is none. */
export function unusualLastValue(y: Float64Array, periods: readonly number[]): UnusualValue | undefined {
  const value = y.at(-1);
  const by = isMostlyNotZero(y) ? distanceOfLast(y, periods) : undefined;
  if (value === undefined || by === undefined) return undefined;
  const mayBeCutOff = isOfFewSeasons(y, periods[0]);
  if (isNearEnough(value, value - by) && !mayBeCutOff) return undefined;
  const last = unusualValues(y, periods).at(-1);
  return last?.row === y.length - 1 ? last : undefined;
}

const isNearEnough = (value: number, expected: number): boolean =>
  Math.abs(value - expected) < leastShare * Math.abs(expected);

/** Too few to take the season out, and enough to compare one with the next. */
const isOfFewSeasons = (y: Float64Array, period: number | undefined): period is number =>
  period !== undefined && y.length < leastCycles * period && y.length - period >= leastPairs;

/** Of values that are positive before the last row; of others as they are. */
function distancesOfLogarithms(
  y: Float64Array,
  periods: readonly number[],
  plain: Distances,
): Distances | undefined {
  return isRelative(y) ? distances(logarithms(y), periods) : plain;
}

const isRelative = (y: Float64Array): boolean =>
  y.every((value, row) => value > 0 || (row === y.length - 1 && row > 0));

function logarithms(y: Float64Array): Float64Array {
  const floor = least * y.reduce((most, value) => Math.max(most, value), 0);
  return y.map((value) => Math.log(Math.max(value, floor)));
}

/**
 * What was expected where the last row is cut off. A season that the series holds less than three times cannot be taken out; then
 * the distances from the row a season before are judged as well.
 */
function cutOffLast(y: Float64Array, periods: readonly number[], plain: Distances): number | undefined {
  if (plain.isStill || !isRelative(y)) return undefined;
  const last = y.length - 1;
  const period = periods[0];
  const isBelow = (values: Distances | undefined, logs: () => Distances | undefined): boolean => {
    if (values === undefined || values.isStill) return false;
    if (values.by.at(-1)! > -cutOff.values * values.deviation) return false;
    const relative = logs();
    return relative !== undefined && relative.by.at(-1)! <= -cutOff.logarithms * relative.deviation;
  };
  if (isBelow(plain, () => distances(logarithms(y), periods))) return y[last]! - plain.by[last]!;
  if (!isOfFewSeasons(y, period)) return undefined;
  const overSeason = distances(stepsOver(y, period), []);
  return isBelow(overSeason, () => distances(stepsOver(logarithms(y), period), []))
    ? y[last]! - overSeason!.by.at(-1)!
    : undefined;
}

const stepsOver = (y: Float64Array, period: number): Float64Array =>
  Float64Array.from({ length: y.length - period }, (_, t) => y[t + period]! - y[t]!);
