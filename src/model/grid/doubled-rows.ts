// Several rows of one date: an hour that comes twice where clocks go back, a row that was entered twice, or a file that
// holds more than one series.
import { daySeconds, fromSeconds } from "../time/calendar.ts";
import { commonest, differences } from "./spacings.ts";
import type { Numbers } from "../numeric/numbers.ts";

/** Rows of one date, by their index in the file, in its order. */
export type SameDate = readonly number[];

/** @param order of the rows by their dates; undefined where the file has it */
export function sameDates(dates: Numbers, order: ArrayLike<number> | undefined): SameDate[] {
  const found: number[][] = [];
  let last: number[] | undefined;
  for (let i = 1; i < dates.length; i++) {
    const first = order === undefined ? i - 1 : order[i - 1]!;
    const second = order === undefined ? i : order[i]!;
    if (dates[first] !== dates[second]) last = undefined;
    else if (last === undefined) found.push((last = [first, second]));
    else last.push(second);
  }
  return found;
}

/** A row entered twice is a slip in so many rows; more of them say that a column tells series apart. */
const rarely = 50;

export const mostRare = (rows: number): number => rows / rarely;

export const isRare = (doubles: number, rows: number): boolean => doubles <= mostRare(rows);

/** Fewer hours show no clock. */
const leastRows = 24;

/**
 * Whether dates that are there twice are the hour after a change of clocks, told by the calendar alone: at night, in the
 * spring or the autumn of either hemisphere, one hour of a day, in rows of an hour or less.
 */
export function areClockChanges(doubled: readonly number[], dates: Numbers): boolean {
  const distinct = [...new Set(dates)].sort((a, b) => a - b);
  const step = commonest(differences(distinct));
  if (distinct.length < leastRows || step > 3600) return false;
  const byDay = Map.groupBy(doubled, (seconds) => Math.floor(seconds / daySeconds));
  return [...byDay.values()].every((times) => {
    const { month, time } = fromSeconds(times[0]!);
    const isSeason = (month >= 3 && month <= 5) || (month >= 9 && month <= 11);
    return isSeason && time < 4 * 3600 && times.at(-1)! - times[0]! < 3600 && times.length <= 3600 / step;
  });
}
