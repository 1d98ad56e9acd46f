// Columns of dates that step as the rows of a series do, beside one that does not: the days of a forward curve beside the
// day of its making, the hours of a weather forecast beside its run.
import type { Body } from "../careful/scan-rows.ts";
import { inferFrequency } from "../grid/infer-frequency.ts";
import { dateRank } from "./column-names.ts";
import { certaintyOf, type ColumnProfile } from "./profile-columns.ts";
import { datesOf } from "./same-dates.ts";

/** Fewer dates show no spacing. */
const leastDates = 3;

/** One date throughout, which says nothing of the rows. */
export const isOneDate = ({ filled, distinct }: ColumnProfile): boolean =>
  filled > 1 && distinct.length === 1;

/** Those with one spacing; when rows were written, for example, has none. */
export const steadyDates = (
  columns: readonly ColumnProfile[],
  { bytes, body }: { bytes: Uint8Array; body: Body },
): ColumnProfile[] =>
  columns.filter((column) => {
    if (isOneDate(column) || !saysDates(column)) return false;
    const walls = datesOf(column, bytes, body)?.walls.filter((wall) => !Number.isNaN(wall)) ?? [];
    const dates = Float64Array.from(new Set(walls)).sort();
    return dates.length >= leastDates && inferFrequency(dates) !== undefined;
  });

const saysDates = ({ name, dates }: ColumnProfile): boolean =>
  certaintyOf(dates) === "certain" || (dates.kind !== "none" && dateRank(name) < Infinity);

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
