// A CSV file to a series: every cell checked, every fault with its line and field.
import {
  badDate,
  badValue,
  duplicateDate,
  missingValue,
  mixedDates,
  negativeValue,
} from "../csv/cell-errors.ts";
import { clockTimes } from "../time/clock-times.ts";
import { decodeText, hasByteOrderMark } from "../csv/decode-text.ts";
import { findColumns } from "../csv/find-columns.ts";
import type { ColumnChoice, Columns } from "../csv/find-columns.ts";
import { InputError } from "../input-error.ts";
import { parseDate } from "../csv/parse-date.ts";
import type { DateStyle } from "../csv/parse-date.ts";
import { isMissing, parseBoolean, parseNumber } from "../csv/parse-number.ts";
import { splitCsv } from "../csv/split-csv.ts";
import type { Table } from "../csv/split-csv.ts";

export interface Series {
  /** Seconds since the epoch of the time on the clock, strictly ascending. */
  ds: number[];
  y: number[];
  /** The further columns that were asked for, by the names that asked for them; each as long as `y`. */
  columns: Record<string, number[]>;
  /** Rows after the last value that have no value, but all further columns: the known future. Empty without such columns. */
  ahead: Ahead;
  /** How the last row writes its date. */
  style: DateStyle;
  dateColumn: string;
  targetColumn: string;
  /** Rows in the file with a date. */
  rowsIn: number;
  /** Line of the last row, for messages about the file as a whole. */
  lastLine: number;
  warnings: string[];
}

export interface Ahead {
  /** Seconds since the epoch, strictly ascending, all after the series' last. */
  ds: number[];
  columns: Record<string, number[]>;
}

/** Dates of rows, in the order of the file. */
interface Times {
  row: number[];
  wall: number[];
  offset: number[];
}

interface Rows extends Times {
  y: number[];
}

interface ReadChoice extends ColumnChoice {
  /** How to mend a negative value, where none can be taken. */
  negativeFix?: string | undefined;
}

/** @throws InputError csv.* */
export function readSeries(input: Uint8Array, choice: ReadChoice = {}): Series {
  const table = splitCsv(decodeText(input));
  const columns = findColumns(table, choice);
  const warnings = mended(hasByteOrderMark(input), table);
  const { rows, open, rowsIn, style } = readRows(table, columns, choice.negativeFix);
  if (style === undefined) {
    throw noRows(table);
  }
  const { ds, y, row, ahead, wasSorted } = inOrder(table, columns, rows, open);
  warnOfMissing(table, columns, open, ahead.row, warnings);
  if (!wasSorted) warnings.push("The rows were not in the order of their dates and were sorted.");
  const further = (chosen: readonly number[]) =>
    Object.fromEntries(
      columns.further.map(({ name, index }) => [name, chosen.map((at) => furtherValue(table, index, at))]),
    );
  return {
    ds,
    y,
    columns: further(row),
    ahead: { ds: ahead.ds, columns: further(ahead.row) },
    style: styleOf(table, columns, row.at(-1)) ?? style,
    dateColumn: table.header[columns.date]!,
    targetColumn: table.header[columns.target]!,
    rowsIn,
    lastLine: table.lines.at(-1)!,
    warnings,
  };
}

export function noRows(table: Pick<Table, "headerLine" | "excerpt">): InputError {
  return new InputError("The file has a header, but no rows.", {
    code: "csv.no-rows",
    line: table.headerLine,
    column: 1,
    excerpt: table.excerpt(-1),
    fix: "Add one row per date below the header.",
  });
}

/** What was safe to mend, said. */
export function mended(hasMark: boolean, { delimiter }: Pick<Table, "delimiter">): string[] {
  const separator = delimiter === ";" ? "semicolons" : delimiter === "\t" ? "tabs" : undefined;
  return [
    ...(hasMark ? ["The byte order mark was dropped."] : []),
    ...(separator === undefined ? [] : [`The fields are separated by ${separator}.`]),
  ];
}

function styleOf(table: Table, { date }: Columns, row: number | undefined): DateStyle | undefined {
  const parsed = row === undefined ? undefined : parseDate(table.columns[date]![row]!.trim());
  return typeof parsed === "object" ? parsed.style : undefined;
}

interface ReadRows {
  /** The rows with a value. */
  rows: Rows;
  /** The rows with a date and no value. */
  open: Times;
  /** The rows with a date. */
  rowsIn: number;
  /** How the first of them writes it; undefined when there is none. */
  style: DateStyle | undefined;
}

function readRows(table: Table, columns: Columns, negativeFix: string | undefined): ReadRows {
  const dates = table.columns[columns.date]!;
  const values = table.columns[columns.target]!;
  const rows: Rows = { row: [], wall: [], offset: [], y: [] };
  const open: Times = { row: [], wall: [], offset: [] };
  let rowsIn = 0;
  let first: DateStyle | undefined;
  for (let row = 0; row < dates.length; row++) {
    const text = dates[row]!.trim();
    const valueText = values[row]!.trim();
    // A row of separators only, as spreadsheets leave them below the data.
    if (text === "" && valueText === "" && table.columns.every((column) => column[row] === "")) continue;
    const date = parseDate(text);
    if (typeof date === "string")
      throw badDate(at(table, row, columns.date), table.header[columns.date]!, text, date);
    first ??= date.style;
    rowsIn++;
    if (!agree(first, date.style)) throw mixedDates(at(table, row, columns.date));
    const isOpen = isMissing(valueText);
    const times = isOpen ? open : rows;
    times.row.push(row);
    times.wall.push(date.wall);
    times.offset.push(date.offset);
    if (isOpen) continue;
    const value = parseNumber(valueText);
    if (value === undefined || !Number.isFinite(value))
      throw badValue(at(table, row, columns.target), table.header[columns.target]!, valueText, value);
    if (value < 0 && negativeFix !== undefined) {
      throw negativeValue(
        at(table, row, columns.target),
        table.header[columns.target]!,
        valueText,
        negativeFix,
      );
    }
    rows.y.push(value);
  }
  return { rows, open, rowsIn, style: first };
}

function warnOfMissing(
  table: Table,
  { target }: Columns,
  open: Times,
  used: readonly number[],
  warnings: string[],
): void {
  const missing = open.row.length - used.length;
  const isUsed = new Set(used);
  const firstRow = open.row.find((row) => !isUsed.has(row));
  if (firstRow === undefined) return;
  const firstMissing = table.lines[firstRow]!;
  const name = table.header[target]!;
  warnings.push(
    missing === 1
      ? `Line ${firstMissing} has no value in column ${name} and was left out.`
      : `${missing} rows have no value in column ${name} and were left out; the first is line ${firstMissing}.`,
  );
}

/** Midnight may be written without its time; otherwise all rows are equally precise and equally clear about the zone. */
export function agree(a: DateStyle, b: DateStyle): boolean {
  if ((a.zone === "") !== (b.zone === "")) return false;
  const isFine = (style: DateStyle) => style.precision === "day" || style.precision === "time";
  return a.precision === b.precision || (isFine(a) && isFine(b));
}

interface Timed {
  row: number[];
  /** Strictly ascending. */
  ds: number[];
}

/** The rows with values by time, and behind them those that only tell what the further columns will be. */
function inOrder(
  table: Table,
  columns: Columns,
  rows: Rows,
  open: Times,
): Timed & { y: number[]; ahead: Timed; wasSorted: boolean } {
  const { y } = rows;
  const lastOffset = rows.offset.at(-1) ?? 0;
  const isKnown = columns.further.length > 0;
  const all = isKnown
    ? { wall: [...rows.wall, ...open.wall], offset: [...rows.offset, ...open.offset] }
    : { wall: rows.wall, offset: rows.offset };
  const ds = clockTimes(all.wall, all.offset, lastOffset);
  const history = ordered(rows.row, ds.slice(0, y.length));
  refuseDuplicates(table, columns, history);
  const values = history.order === undefined ? y : Array.from(history.order, (index) => y[index]!);
  const ahead: Timed = { row: [], ds: [] };
  const last = history.ds.at(-1) ?? Infinity;
  for (let i = y.length; i < ds.length; i++) {
    const row = open.row[i - y.length]!;
    if (ds[i]! <= last || columns.further.some(({ index }) => isMissing(table.columns[index]![row]!.trim())))
      continue;
    ahead.row.push(row);
    ahead.ds.push(ds[i]!);
  }
  const future = ordered(ahead.row, ahead.ds);
  refuseDuplicates(table, columns, future);
  return {
    row: history.row,
    ds: history.ds,
    y: values,
    ahead: future,
    wasSorted: history.order === undefined,
  };
}

/** By time; `order` is the permutation, undefined when nothing had to move. */
function ordered(row: number[], ds: number[]): Timed & { order?: Uint32Array } {
  let isSorted = true;
  for (let i = 1; i < ds.length && isSorted; i++) isSorted = ds[i]! >= ds[i - 1]!;
  if (isSorted) return { row, ds };
  const order = Uint32Array.from(ds.keys()).sort((a, b) => ds[a]! - ds[b]! || a - b);
  const pick = (values: readonly number[]) => Array.from(order, (index) => values[index]!);
  return { row: pick(row), ds: pick(ds), order };
}

function refuseDuplicates(table: Table, { date }: Columns, { row, ds }: Timed): void {
  for (let i = 1; i < ds.length; i++) {
    if (ds[i] !== ds[i - 1]) continue;
    const [first, second] = [row[i - 1]!, row[i]!];
    const text = table.columns[date]![second]!.trim();
    throw duplicateDate(at(table, second, date), text, table.lines[first]!);
  }
}

/** A number, or true and false as 1 and 0. */
function furtherValue(table: Table, index: number, row: number): number {
  const text = table.columns[index]![row]!.trim();
  const name = table.header[index]!;
  if (isMissing(text)) throw missingValue(at(table, row, index), name);
  const value = parseNumber(text) ?? parseBoolean(text);
  if (value === undefined || !Number.isFinite(value)) {
    throw badValue(at(table, row, index), name, text, value);
  }
  return value;
}

const at = (table: Table, row: number, column: number) => ({
  line: table.lines[row]!,
  column: column + 1,
  excerpt: table.excerpt(row),
});
