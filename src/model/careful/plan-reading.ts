// How a file that is not plain is read: where its table lies, which columns are read, how their dates and numbers are
// written. Decided by all rows, before the second pass reads them.
import { shorten } from "../../core/quote.ts";
import { stepsWithoutDates } from "../columns/column-errors.ts";
import { chooseColumns, type ChosenColumns } from "../columns/choose-columns.ts";
import { dateTextOf } from "../columns/find-ids.ts";
import { findDateColumn, type DateColumn } from "../columns/find-date-column.ts";
import { findCrossed } from "../columns/find-crossed.ts";
import { findWide, findYears, wideNames, type WideTable } from "../columns/find-wide.ts";
import { certaintyOf, mostRagged, profileColumns, type FileProfile } from "../columns/profile-columns.ts";
import type { DateFormat } from "../dates/date-format.ts";
import { createDateFinder, type DateFinding } from "../dates/find-date-format.ts";
import { findLayout, type Layout } from "../layout/find-layout.ts";
import { noHeader } from "../layout/layout-errors.ts";
import { judgeStrayRows, type StrayRow } from "../layout/judge-stray-rows.ts";
import { isInputError, orInputError } from "../input-error.ts";
import {
  createNumberFinder,
  createNumberReader,
  plainFormat,
  type NumberFormat,
} from "../numbers/find-number-format.ts";
import { ambiguousDates, ambiguousNumbers, noDates } from "./ambiguous.ts";
import { furtherColumn, type ColumnChoice, type Columns, type Header } from "../csv/find-columns.ts";
import { scanRows, type Body } from "./scan-rows.ts";
import { spanTotal } from "./span-total.ts";
import { rowsWithoutDate, rowsWithoutValue } from "./stray-rows.ts";
import { mostWideColumns, tooManyColumns } from "../csv/split-csv.ts";
import { textOf } from "../csv/split-row.ts";

export interface ReadingPlan {
  kind: "rows";
  header: Header & Pick<Layout, "delimiter" | "isNumbered">;
  body: Body;
  columns: Columns;
  /** Columns that may hold the dates instead, where rows have one date. */
  datesInstead: readonly string[];
  dates: DateFormat;
  /** By column. */
  numbers: ReadonlyMap<number, NumberFormat>;
  /** Lines that are no rows of the table. */
  skip: ReadonlySet<number>;
  /** What was believed or left out, one sentence each. */
  notes: string[];
}

/** Of a table with a column for each date. */
export interface WidePlan extends Pick<ReadingPlan, "header" | "body" | "skip" | "notes"> {
  kind: "wide";
  table: WideTable;
  numbers: NumberFormat;
}

/** Bytes in which the header is looked for. */
const headBytes = 256 * 1024;

/**
 * @param bytes UTF-8 without a byte order mark, with LF or CRLF
 * @throws InputError csv.*
 */
export function planReading(bytes: Uint8Array, choice: ColumnChoice): ReadingPlan | WidePlan {
  const cut = bytes.length <= headBytes ? bytes.length : bytes.lastIndexOf(0x0a, headBytes) + 1;
  const head = new TextDecoder().decode(bytes.subarray(0, cut));
  const layout = findLayout(head, { skipRows: choice.skipRows, isWhole: cut === bytes.length });
  if (layout.header.length > mostWideColumns) {
    throw tooManyColumns(mostWideColumns, { line: layout.headerLine, column: mostWideColumns + 1 });
  }
  let body: Body = {
    delimiter: layout.delimiter,
    width: layout.header.length,
    start: layout.body.byte,
    line: layout.body.line,
  };
  const header = headerOf(layout, head);
  const dateOptions = { format: choice.dateFormat, timezone: choice.timezone };
  const options = { dates: dateOptions, decimal: choice.decimal };
  let profile = profileColumns(bytes, body, layout.header, options);
  if (leavesOutLast(profile)) {
    body = { ...body, pads: true };
    profile = profileColumns(bytes, body, layout.header, options);
  }
  const wide = wideTable(bytes, body, header, profile, choice, layout.notes);
  if (wide !== undefined) return wide;
  const around = rowsAround();
  // What stands around the table says nothing of its columns.
  const inner = { ...body, skip: around === undefined ? undefined : linesToSkip(around) };
  if ((inner.skip?.size ?? 0) > 0)
    profile = { ...profileColumns(bytes, inner, layout.header, options), ragged: profile.ragged };
  const { columns, date, instead, notes } = header.isNumbered
    ? chooseNumbered(bytes, inner, header, profile, choice)
    : chooseNamed(bytes, inner, header, profile, choice);
  const finding = findingOf(date, inner);
  const name = layout.header[date.index]!;
  if (finding.kind === "ambiguous") throw ambiguousDates(bytes, body, date, name, finding);
  if (finding.kind === "none") throw noDates(bytes, body, date, name, finding);
  const numbers = new Map<number, NumberFormat>();
  const read = [columns.target, ...(columns.targets ?? []).map(({ index }) => index)];
  for (const index of new Set([...read, ...columns.further.map((each) => each.index)])) {
    if (columns.countsRows === true && index === columns.target) continue;
    const found = profile.columns[index]!.numbers;
    if (found.kind === "ambiguous") throw ambiguousNumbers(bytes, body, index, layout.header[index]!, found);
    // What is no number at all is reported with its place by the second pass.
    if (found.kind === "none") continue;
    numbers.set(index, found.format);
    notes.push(...found.notes.map((note) => `Column ${layout.header[index]!}: ${note}`));
  }
  const strays = (
    around?.date.index === date.index
      ? around.rows
      : rowsWithoutDate(bytes, body, date, finding.format, profile)
  ).filter(
    ({ cells, where }) =>
      !isUndated(cells, date.index, columns.target) ||
      (where === "last" && isTotal(cells[columns.target]!, bytes, body, date, columns.target, numbers)),
  );
  const isEmpty = ({ cells, where }: StrayRow) =>
    where === "last" &&
    cells[date.index] === "" &&
    columns.targets === undefined &&
    cells[columns.target] === "";
  const empty = strays.filter(isEmpty);
  const others = strays.filter((stray) => !isEmpty(stray));
  const judged = judgeStrayRows(others, layout.header, date.index);
  const total = spanTotal(bytes, body, date, profile.columns);
  return {
    kind: "rows",
    header,
    body,
    columns,
    datesInstead: instead,
    dates: finding.format,
    numbers,
    skip: new Set([...judged.skip, ...empty.map(({ line }) => line), ...total.skip]),
    notes: [
      ...emptyNotes(empty),
      ...layout.notes,
      ...notes,
      ...finding.notes.map((note) => `Column ${name}: ${note}`),
      ...judged.notes,
      ...total.notes,
    ],
  };

  function findingOf(date: DateColumn, rows: Body): DateFinding {
    return date.parts === undefined
      ? profile.columns[date.index]!.dates
      : datesOfParts(bytes, rows, date, dateOptions);
  }

  /** Undefined where the dates are not known yet. */
  function rowsAround(): { date: DateColumn; rows: StrayRow[] } | undefined {
    const date = orInputError(() => findDateColumn(header, profile.columns, choice.date));
    if (isInputError(date)) return undefined;
    const dates = findingOf(date, body);
    if (dates.kind === "none") return undefined;
    // All readings read the same rows.
    const { format } = dates.kind === "found" ? dates : dates.readings[0]!;
    return { date, rows: rowsWithoutDate(bytes, body, date, format, profile) };
  }

  function linesToSkip({ date, rows }: { date: DateColumn; rows: StrayRow[] }): ReadonlySet<number> {
    return new Set(judgeStrayRows(rows, layout.header, date.index).skip);
  }
}

/** Whether a cell is the sum or the mean of the values above it, which proves what it is. */
function isTotal(
  text: string,
  bytes: Uint8Array,
  body: Body,
  date: DateColumn,
  target: number,
  numbers: ReadingPlan["numbers"],
): boolean {
  const read = createNumberReader(numbers.get(target) ?? plainFormat);
  let [sum, count] = [0, 0];
  scanRows(bytes, body, (row, fields) => {
    const value =
      fields === body.width && dateTextOf(row, date) !== "" ? read(textOf(row, target)) : undefined;
    if (value !== undefined && !Number.isNaN(value)) [sum, count] = [sum + value, count + 1];
  });
  const value = read(text) ?? NaN;
  return count > 2 && [sum, sum / count].some((total) => Math.abs(value - total) <= 0.001 * Math.abs(total));
}

/** A value without a date is a fault; without a word in its row it is no total either. */
const isUndated = (cells: readonly string[], date: number, target: number): boolean =>
  cells[date] === "" && (cells[target] ?? "") !== "" && !cells.some((cell) => /\p{L}/u.test(cell));

function emptyNotes(rows: readonly StrayRow[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const were =
    rows.length === 1
      ? "1 row at the end without date and value was"
      : `${rows.length} rows at the end without date and value were`;
  return [`${were} left out, from line ${first.line} on.`];
}

/** Whether rows are written without their last cells where these are empty; a single short row is a fault. */
const leavesOutLast = ({ ragged, rows, columns }: FileProfile): boolean => {
  const isRow = (cells: readonly string[]) => cells.filter((cell) => cell !== "").length > 1;
  const short = ragged.filter(({ cells }) => isRow(cells) && cells.length < columns.length);
  return short.length > 2 && 10 * short.length >= Math.min(rows, mostRagged);
};

/** Undefined for a table with a row for each date. */
function wideTable(
  bytes: Uint8Array,
  body: Body,
  header: ReadingPlan["header"],
  profile: FileProfile,
  choice: ColumnChoice,
  layoutNotes: readonly string[],
): WidePlan | undefined {
  const isAsked = (name: string | undefined, usual: string) => name === undefined || name === usual;
  if (!isAsked(choice.date, wideNames.date) || !isAsked(choice.target, wideNames.target)) return undefined;
  const asked = choice.id?.map((name) => furtherColumn(header, name));
  const options = { format: choice.dateFormat, timezone: choice.timezone };
  const tableOf = (rows: Body) =>
    findYears(profile, options, asked) ??
    findCrossed(bytes, rows, profile, options, asked) ??
    findWide(bytes, rows, profile, options, asked);
  const found = tableOf(body);
  if (found === undefined) return undefined;
  const judged = judgeStrayRows(rowsWithoutValue(bytes, body, found, profile), header.header);
  const skip = new Set(judged.skip);
  const table = skip.size === 0 ? found : (tableOf({ ...body, skip }) ?? found);
  const finder = createNumberFinder({ decimal: choice.decimal, delimiter: body.delimiter });
  scanRows(bytes, body, (row, fields) => {
    if (fields === body.width) for (const { index } of table.dates) finder.add(textOf(row, index));
  });
  const numbers = finder.result();
  if (numbers.kind === "none") return undefined;
  const first = table.dates[0]!.index;
  if (numbers.kind === "ambiguous")
    throw ambiguousNumbers(bytes, body, first, header.header[first]!, numbers);
  return {
    kind: "wide",
    header,
    body,
    table,
    numbers: numbers.format,
    skip,
    notes: [...layoutNotes, table.note, ...numbers.notes, ...judged.notes],
  };
}

function chooseNamed(...parameters: Parameters<typeof chooseColumns>): ChosenColumns {
  const chosen = orInputError(() => chooseColumns(...parameters));
  if (!isInputError(chosen)) return chosen;
  const [, , header, , choice] = parameters;
  const isUndated =
    chosen.code === "csv.no-date-column" && choice.date === undefined && chosen.choices === undefined;
  throw (isUndated ? stepsWithoutDates(header) : undefined) ?? chosen;
}

/** Without names, dates alone show what a table is. */
function chooseNumbered(
  bytes: Uint8Array,
  body: Body,
  header: ReadingPlan["header"],
  profile: FileProfile,
  choice: ColumnChoice,
): ChosenColumns {
  const place = { line: header.headerLine, column: 1, excerpt: header.excerpt(-1) };
  const chosen = orInputError(() => chooseColumns(bytes, body, header, profile, choice));
  if (isInputError(chosen)) {
    if (chosen.choices !== undefined || choice.date !== undefined) throw chosen;
    throw noHeader(place, chosen.message);
  }
  const { columns, date } = chosen;
  // 1958,3,315.7 may be a year and its month.
  const isSure = certaintyOf(profile.columns[date.index]!.dates) === "certain" || columns.id.length === 0;
  const isNumber = (index: number) => profile.columns[index]!.numbers.kind !== "none";
  if (isSure || choice.id !== undefined || !columns.id.some(isNumber)) return chosen;
  const ids = columns.id.map((index) => header.header[index]!).join(" and ");
  throw noHeader(
    place,
    `The years in ${header.header[date.index]!} repeat, and ${ids} may hold months or tell series apart.`,
    "year,month,y",
  );
}

function headerOf(
  { header, headerLine, delimiter, isNumbered }: Layout,
  head: string,
): ReadingPlan["header"] {
  return {
    header,
    delimiter,
    isNumbered,
    headerLine,
    excerpt: () => shorten((head.split(/\r?\n/, headerLine).at(-1) ?? "").trimEnd()),
  };
}

function datesOfParts(
  bytes: Uint8Array,
  body: Body,
  date: DateColumn,
  options: Parameters<typeof createDateFinder>[0],
): DateFinding {
  const finder = createDateFinder(options);
  scanRows(bytes, body, (row, fields) => {
    const text = fields === body.width ? dateTextOf(row, date) : "";
    if (text !== "") finder.add(text);
  });
  return finder.result();
}
