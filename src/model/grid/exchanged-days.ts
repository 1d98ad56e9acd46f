// Dates whose day and month were exchanged where that was possible, as Excel and pandas leave them: 3 February stands there as
// 2 March, and 13 February as itself. Each of them is a date, so only their order and their gaps show it.
import { regularity } from "../dates/spacing.ts";
import { fromSeconds, toSeconds } from "../time/calendar.ts";

/** Dates that must have been exchanged, and as many that could not be: fewer may lie so by chance. */
const leastOfEach = 5;

/** The other way round the dates are as even as this, and so much more even than they stand. */
const even = 0.5;
const evener = 2;

/**
 * @param dates seconds since the epoch, as the rows stand
 * @param looksAtGaps whether the gaps are looked at too where the rows are in order, which takes a while
 * @returns the first row whose day and month seem to be exchanged
 */
export function exchangedDay(dates: Float64Array, looksAtGaps: boolean): number | undefined {
  const isSorted = isMonotone(dates);
  if (dates.length < 2 * leastOfEach || (isSorted && !(looksAtGaps && hasGaps(dates)))) return undefined;
  const meant = dates.map(exchanged);
  const changed = [...dates.keys()].filter((row) => meant[row] !== dates[row]);
  const fixed = dates.filter((seconds) => fromSeconds(seconds).day > 12).length;
  if (changed.length < leastOfEach || fixed < leastOfEach) return undefined;
  const isMeant =
    (!isSorted && isMonotone(meant)) ||
    (looksAtGaps && isEvener(regularity(new Set(meant)), regularity(new Set(dates))));
  return isMeant ? changed[0] : undefined;
}

const isEvener = (meant: number, asTheyStand: number): boolean =>
  meant >= even && meant > evener * asTheyStand;

export function exchanged(seconds: number): number {
  const { year, month, day, time } = fromSeconds(seconds);
  return day > 12 ? seconds : toSeconds({ year, month: day, day: month, time });
}

/** One way or the other; several rows may have one date. */
function isMonotone(dates: Float64Array): boolean {
  let [rises, falls] = [false, false];
  for (let row = 1; row < dates.length; row++) {
    rises ||= dates[row]! > dates[row - 1]!;
    falls ||= dates[row]! < dates[row - 1]!;
  }
  return !(rises && falls);
}

/** Of dates in order: whether they are so far apart, on average, that some must be missing. */
function hasGaps(dates: Float64Array): boolean {
  const steps = dates.slice(1).map((seconds, row) => Math.abs(seconds - dates[row]!));
  const least = steps.reduce((a, b) => (b > 0 && b < a ? b : a), Infinity);
  return Math.abs(dates.at(-1)! - dates[0]!) > 1.5 * least * steps.length;
}
