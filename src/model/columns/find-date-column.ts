// The column that holds the dates of a file that is not plain, or the columns that hold them in parts.
import { dateNames, dateRank, isEndName, isStartName } from "./column-names.ts";
import { ask, askDateAndId, noDateColumn } from "./column-errors.ts";
import { findDateParts, type DateParts } from "./date-parts.ts";
import { certaintyOf, type ColumnProfile } from "./profile-columns.ts";
import { sameDates } from "./same-dates.ts";
import { isOneDate, steadyDates, timesOfDays } from "./steady-dates.ts";
import { steppingDates } from "./stepping-dates.ts";
import { countsSteps, withoutYear } from "./without-year.ts";
import type { Body } from "../careful/scan-rows.ts";
import { columnNamed, type Header } from "../csv/find-columns.ts";

export interface DateColumn {
  index: number;
  parts?: DateParts;
  note?: string;
}

interface Table {
  bytes: Uint8Array;
  body: Body;
}

/** @throws InputError csv.no-date-column */
export function findDateColumn(
  header: Header,
  profiles: readonly ColumnProfile[],
  wanted: string | undefined,
  table?: Table,
): DateColumn {
  if (wanted !== undefined) {
    const index = columnNamed(header, wanted);
    if (index === undefined) throw noDateColumn(header, profiles, wanted);
    return { index };
  }
  const named = dateNames.map((name) => columnNamed(header, name)).find((index) => index !== undefined);
  const parts = findDateParts(profiles, named);
  if (parts !== undefined) {
    const names = parts.columns
      .map(({ index }) => profiles[index]!.name || `number ${index + 1}`)
      .join(" and ");
    return { index: parts.columns[0]!.index, parts, note: `The dates are read from the columns ${names}.` };
  }
  const { idle, steady } = besideOneDate(profiles, table);
  // What is in a column by that name is its own matter: a fault in it is the better thing to report.
  if (named !== undefined && !idle.includes(profiles[named]!)) {
    const alone =
      profiles[named]!.dates.kind === "none" ? withoutYear(header, [profiles[named]!]) : undefined;
    if (alone !== undefined) throw alone;
    const times = table && timesOfDays(profiles[named]!, profiles, table);
    if (times === undefined) return { index: named };
    return {
      index: times.index,
      note: `The dates are read from column ${times.name}; ${profiles[named]!.name} holds the days of the same times.`,
    };
  }
  const hasDates = profiles.some(({ dates }) => certaintyOf(dates) === "certain");
  const counted = hasDates ? undefined : countsSteps(header, profiles);
  if (counted !== undefined) throw counted;
  const found = idle.length > 0 ? steady : profiles.filter(isDates);
  const certain = found.filter(({ dates }) => certaintyOf(dates) === "certain");
  const likely = certain.length > 0 ? certain : found.filter(isLikelyDate);
  const chosen = withoutEnds(leastBy(likely, ({ name }) => dateRank(name)));
  const [one, ...others] = chosen;
  if (one === undefined) throw withoutYear(header, profiles) ?? noDateColumn(header, profiles, undefined);
  if (others.length > 0) {
    const same = table && sameDates(chosen, table.bytes, table.body);
    if (same !== undefined)
      return {
        index: same.column.index,
        note: `The dates are read from column ${same.column.name}; ${same.why}.`,
      };
    const apart = table && steppingDates(chosen, table.bytes, table.body);
    if (apart !== undefined) throw askDateAndId(header, apart.dates.name, apart.id.name);
    throw ask(
      header,
      "date",
      "dates",
      chosen.map(({ name }) => name),
    );
  }
  const isOnly = found.length === 1;
  const why = idle.length > 0 ? idleInWords(idle) : isOnly ? ", the only one that holds dates" : "";
  return {
    index: one.index,
    ...((idle.length > 0 || !dateNames.includes(one.name.toLowerCase())) && {
      note: `The dates are read from column ${one.name}${why}.`,
    }),
  };
}

/** Columns with one date throughout, where others have the dates of the rows; none where none have. */
function besideOneDate(
  profiles: readonly ColumnProfile[],
  table: Table | undefined,
): { idle: ColumnProfile[]; steady: ColumnProfile[] } {
  const idle = profiles.filter((column) => isDates(column) && isOneDate(column));
  const steady = table === undefined || idle.length === 0 ? [] : steadyDates(profiles, table);
  return { idle: steady.length > 0 ? idle : [], steady };
}

const idleInWords = (idle: readonly ColumnProfile[]): string =>
  `; ${idle.map(({ name }) => name).join(" and ")} ${idle.length === 1 ? "holds" : "hold"} one date throughout`;

const isDates = ({ dates, filled }: ColumnProfile): boolean => filled > 0 && dates.kind !== "none";

/** Digits alone are dates where the name says so, or where they step as dates do. */
const isLikelyDate = ({ name, dates }: ColumnProfile): boolean =>
  dateRank(name) < Infinity || certaintyOf(dates) === "likely";

/** Of spans, the beginning is the date of a row. */
function withoutEnds(columns: readonly ColumnProfile[]): readonly ColumnProfile[] {
  const others = columns.filter(({ name }) => !isEndName(name));
  return others.some(({ name }) => isStartName(name)) ? others : columns;
}

function leastBy<T>(items: readonly T[], rank: (item: T) => number): T[] {
  const least = Math.min(...items.map(rank));
  return items.filter((item) => rank(item) === least);
}
