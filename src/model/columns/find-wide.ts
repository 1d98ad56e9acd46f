// Tables with a column for each date, as the World Bank and Johns Hopkins publish them: a row is a series.
import { datePartOf } from "./column-names.ts";
import { scanRows, type Body } from "../careful/scan-rows.ts";
import { textOf } from "../csv/split-row.ts";
import { createDateReader, type DateFormat } from "../dates/date-format.ts";
import { createDateFinder, type DateOptions } from "../dates/find-date-format.ts";
import { monthOfSeason } from "./season-names.ts";
import { certaintyOf, type ColumnProfile, type FileProfile } from "./profile-columns.ts";

export interface WideTable {
  /** Columns whose names are dates. */
  dates: { index: number; text: string }[];
  format: DateFormat;
  /** Columns that together name a row; none when there is one row without a name. */
  id: number[];
  /** The rest of the date, where the names hold only a part of it. */
  rowDate?: RowDate;
  note: string;
}

export interface RowDate {
  index: number;
  /** A text that a date reader takes. */
  join: (row: string, name: string) => string;
  /** The dates go on down a column, not along a row. */
  byColumn?: boolean;
}

/** Names of what such a table does not name, as results and parameters call it. */
export const wideNames = { date: "date", target: "value" } as const;

const leastDates = 3;

/** @param asked columns of the ids, when they were asked for */
export function findWide(
  bytes: Uint8Array,
  body: Body,
  { columns, rows }: FileProfile,
  options: DateOptions,
  asked: readonly number[] | undefined,
): WideTable | undefined {
  // Another column with dates makes it a table of rows.
  if (columns.some(({ dates }) => certaintyOf(dates) === "certain")) return undefined;
  const finder = createDateFinder(options);
  const texts = columns.map(({ name }) => dateTextIn(name));
  for (const text of texts) if (/\d/.test(text)) finder.add(text);
  const found = finder.result();
  if (found.kind === "none") return undefined;
  const format = found.kind === "found" ? found.format : found.readings[0]!.format;
  const read = createDateReader(format);
  const dates = columns.flatMap(({ index, numbers, filled }) => {
    const text = texts[index]!;
    const isValue = filled === 0 || numbers.kind !== "none";
    return isValue && text !== "" && typeof read(text) === "object" ? [{ index, text }] : [];
  });
  if (dates.length < leastDates || found.kind === "ambiguous") return undefined;
  const others = columns.filter(({ index }) => !dates.some((date) => date.index === index));
  // The years of a table of rows may number its columns; then most columns are something else.
  if (others.length > dates.length) return undefined;
  const id = asked ?? namesOfRows(bytes, body, others, rows);
  const names = id.map((index) => columns[index]!.name).join(" and ");
  return {
    dates,
    format,
    id: [...id],
    note: `The ${dates.length} columns from ${dates[0]!.text} to ${dates.at(-1)!.text} are dates, so each row is a series${names === "" ? "" : `, named by ${names}`}.`,
  };
}

/** Rows of years with a column for each month or quarter: one series, or one for each name beside the year. */
export function findYears(
  { columns }: FileProfile,
  options: DateOptions,
  asked: readonly number[] | undefined,
): WideTable | undefined {
  const year = columns.find(({ name, dates }) => datePartOf(name) === "year" && dates.kind !== "none");
  if (year === undefined) return undefined;
  const names = columns.filter(({ index, name }) => index !== year.index && name !== "");
  const finder = createDateFinder(options);
  for (const { name } of names) for (const text of year.distinct) finder.add(yearText(text, name));
  const all = finder.result();
  // Totals and other columns stand beside the months.
  const found =
    all.kind === "found"
      ? all
      : monthsIn(
          names.map(({ name }) => name),
          year,
          options,
        );
  if (found === undefined) return undefined;
  const read = createDateReader(found.format);
  const dates = names.flatMap(({ index, name }) =>
    typeof read(yearText(year.example, name)) === "object" ? [{ index, text: name }] : [],
  );
  if (dates.length < 4) return undefined;
  const texts = names.filter(({ numbers, filled }) => filled > 0 && numbers.kind === "none");
  return {
    dates,
    format: found.format,
    id: [...(asked ?? (year.repeats ? texts.map(({ index }) => index) : []))],
    rowDate: { index: year.index, join: yearText },
    note: `Each row is a year, with the columns from ${dates[0]!.text} to ${dates.at(-1)!.text} in it.`,
  };
}

function monthsIn(names: readonly string[], { example }: ColumnProfile, options: DateOptions) {
  const finder = createDateFinder(options);
  for (const name of names)
    if (
      monthOfSeason(name) === 0 &&
      /^(\p{L}{3,10}\.?|[QqTt][1-4])$/u.test(name) &&
      !/^(year|annual|total|mean|avg|average|sum|ann|winter|spring|summer|autumn|fall)$/i.test(name)
    )
      finder.add(yearText(example, name));
  const found = finder.result();
  return found.kind === "found" ? found : undefined;
}

/** `1959 Jan`, `1959 Q1` */
const yearText = (year: string, name: string): string => `${year.replace(/\.0*$/, "")} ${name}`;

/** `1960 [YR1960]` and `X1960` to 1960. */
const dateTextIn = (name: string): string =>
  name
    .replace(/\s*\[.*\]$/, "")
    .replace(/^[Xx_](?=\d)/, "")
    .trim();

/** The fewest columns of text that tell all rows apart, the first ones. */
function namesOfRows(
  bytes: Uint8Array,
  body: Body,
  others: readonly ColumnProfile[],
  rows: number,
): number[] {
  const texts = others.filter(({ filled, numbers }) => filled > 0 && numbers.kind === "none");
  const any = others.filter(({ filled }) => filled > 0);
  if (rows === 1 || any.length === 0)
    return (texts.length > 0 ? texts : any).slice(0, 1).map(({ index }) => index);
  // A row whose names are all empty has none.
  const distinct = (indexes: readonly number[]) => {
    const seen = new Set<string>();
    scanRows(bytes, body, (row, fields) => {
      const texts = indexes.map((index) => textOf(row, index));
      if (fields === body.width && texts.some((text) => text !== "")) seen.add(texts.join("\0"));
    });
    return seen.size;
  };
  const named = texts.map(({ index }) => index);
  // Codes tell apart what shares its name.
  const areEnough = named.length > 0 && distinct(named) === distinct(any.map(({ index }) => index));
  const all = areEnough ? named : any.map(({ index }) => index);
  const most = distinct(all);
  return all.reduceRight((kept, index) => {
    const fewer = kept.filter((each) => each !== index);
    return fewer.length > 0 && distinct(fewer) === most ? fewer : kept;
  }, all);
}
