// Columns of dates that step as the rows of a series do, beside one that does not: the days of a forward curve beside the
// day of its making, the hours of a weather forecast beside its run.
import type { Body } from "../careful/scan-rows.ts";
import { inferFrequency } from "../grid/infer-frequency.ts";
import { daySeconds } from "../time/calendar.ts";
import { dateRank } from "./column-names.ts";
import { certaintyOf, type ColumnProfile } from "./profile-columns.ts";
import { datesOf } from "./same-dates.ts";

/** Fewer dates show no spacing. */
const leastDates = 3;

/** One date throughout, which says nothing of the rows; a code such as 1000 is none. */
export const isOneDate = (column: ColumnProfile): boolean =>
  column.filled > 1 && column.distinct.length === 1 && saysDates(column);

/** Those with one spacing; when rows were written, for example, has none. */
export const steadyDates = (
  columns: readonly ColumnProfile[],
  { bytes, body }: { bytes: Uint8Array; body: Body },
): ColumnProfile[] =>
  columns.filter((column) => {
    if (column.distinct.length === 1 || !saysDates(column)) return false;
    const walls = datesOf(column, bytes, body)?.walls.filter((wall) => !Number.isNaN(wall)) ?? [];
    const dates = Float64Array.from(new Set(walls)).sort();
    return dates.length >= leastDates && inferFrequency(dates) !== undefined;
  });

const saysDates = ({ name, dates }: ColumnProfile): boolean =>
  certaintyOf(dates) === "certain" || (dates.kind !== "none" && dateRank(name) < Infinity);

/** A column with the times of the days in another, of several rows a day: `timestamp` beside `date`. */
export function timesOfDays(
  day: ColumnProfile,
  columns: readonly ColumnProfile[],
  { bytes, body }: { bytes: Uint8Array; body: Body },
): ColumnProfile | undefined {
  if (!day.repeats || /:/.test(day.example)) return undefined;
  const days = datesOf(day, bytes, body)?.walls ?? [];
  return columns.find((column) => {
    if (column === day || !/:/.test(column.example) || certaintyOf(column.dates) !== "certain") return false;
    const times = datesOf(column, bytes, body)?.walls ?? [];
    const same = times.filter((time, row) => Math.floor(time / daySeconds) * daySeconds === days[row]).length;
    const isFiner = new Set(times).size >= 2 * new Set(days).size;
    return same > 0 && same === times.length && isFiner && steadyDates([column], { bytes, body }).length > 0;
  });
}

/** Names of those that have each date once, where the dates that were chosen repeat. */
export const datesInstead = (
  date: ColumnProfile,
  others: readonly ColumnProfile[],
  table: { bytes: Uint8Array; body: Body },
): string[] =>
  date.repeats
    ? steadyDates(
        others.filter(({ name, repeats, filled }) => name !== "" && !repeats && filled === date.filled),
        table,
      ).map(({ name }) => name)
    : [];
