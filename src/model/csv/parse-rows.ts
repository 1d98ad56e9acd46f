// The rows of a file, byte by byte into the columns of their series. A cell that has not the usual form is read again the
// careful way, by text, and so is a row that is not as wide as the header.
import { isUtf8 } from "node:buffer";
import { badDate, badValue, missingValue, mixedDates, negativeValue } from "./cell-errors.ts";
import { decodeText } from "./decode-text.ts";
import type { Columns } from "./find-columns.ts";
import { InputError } from "../input-error.ts";
import { addRow, emptyRows, type SeriesRows } from "./growing-rows.ts";
import { dayFromBytes, numberFromBytes, timeFromBytes } from "./parse-bytes.ts";
import { agree, dayStyle, parseDate, type DateStyle } from "./parse-date.ts";
import { isMissing, parseBoolean, parseNumber } from "../numbers/parse-number.ts";
import { isBlank, lengthOfRow, placeOf, rowOf, splitRow, textOf, type Row } from "./split-row.ts";
import { maximumField, splitCsv, type Table } from "./split-csv.ts";

export type Parsing = ReturnType<typeof startParsing>;

const maximumRows = { one: 500_000, many: 5_000_000 };
const maximumSeries = 100_000;

const timeStyle = { ...dayStyle, precision: "time", hasSeconds: true } as const;
const timeStyles: Readonly<Record<number, DateStyle>> = {
  0x54: timeStyle,
  0x20: { ...timeStyle, timeSeparator: " " },
};

/**
 * @param table the file's beginning
 * @param negativeFix for a negative value, where the one series of a file must not have any
 */
export function startParsing(table: Table, columns: Columns, negativeFix: string | undefined) {
  const { header, delimiter, body } = table;
  // Without id columns there is one group, from the start.
  const one = [["", emptyRows([], columns.further.length)]] as const;
  return {
    table,
    columns,
    negativeFix,
    /** Of the next row. */
    line: body.line,
    rows: 0,
    /** By id, in the order of their first rows. */
    groups: new Map<string, SeriesRows>(columns.id.length === 0 ? one : []),
    headerText: header.map((name) => `"${name.replaceAll('"', '""')}"`).join(delimiter),
  };
}

/**
 * Reads the whole rows of a block.
 * @returns where the first row begins that is not whole yet
 * @throws InputError for a fault of the file
 */
export function parseRows(state: Parsing, bytes: Uint8Array, from: number, isEnd: boolean): number {
  const end = isEnd ? bytes.length : bytes.lastIndexOf(0x0a) + 1;
  if (end <= from) return from;
  checkText(state, bytes.subarray(from, end));
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const width = state.table.header.length;
  const delimiter = state.table.delimiter.charCodeAt(0);
  const [starts, ends] = [new Int32Array(width + 1), new Int32Array(width + 1)];
  const row: Row = { block, starts, ends, line: 0, start: 0, end: 0, breaks: 0 };
  // The rows of one series mostly follow one another.
  const previous: Previous = { start: 0, end: -1, group: undefined };
  for (let at = from; at < end; ) {
    row.start = at;
    row.line = state.line;
    row.end = splitRow(row, delimiter, width, end);
    if (row.end >= 0 && row.end - at <= maximumField) {
      state.line += 1 + row.breaks;
      addToGroup(state, row, previous);
      at = row.end + 1;
      continue;
    }
    const next = carefulRow(state, block.subarray(at, end), delimiter, isEnd);
    if (next < 0) return at;
    at += next;
  }
  return end;
}

/**
 * Reads a row by text, which knows every form and names every fault.
 * @returns its length, or -1 when it is not whole yet
 */
function carefulRow(state: Parsing, rest: Buffer, delimiter: number, isEnd: boolean): number {
  const length = lengthOfRow(rest, delimiter);
  if (length < 0 && !isEnd) return -1;
  const record = rest.toString("utf8", 0, length < 0 ? rest.length : length);
  const first = state.line;
  const headerLines = state.headerText.split("\n").length;
  state.line += record.split("\n").length - (record.endsWith("\n") ? 1 : 0);
  const table =
    record.trim() === ""
      ? undefined
      : withLines(first - headerLines - 1, () => splitCsv(`${state.headerText}\n${record}`));
  if (table !== undefined && table.lines.length > 0) {
    const cells = table.columns.map(([value]) => value!);
    addToGroup(state, rowOf(cells, first, record));
  }
  return length < 0 ? rest.length : length;
}

/** Errors of a part of the file, counted from the file's first line. */
function withLines<T>(linesBefore: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof InputError) || error.line === undefined) throw error;
    const { message, code, line, column, excerpt, fix, cause } = error;
    throw new InputError(message, { code, line: line + linesBefore, column, excerpt, fix, cause });
  }
}

/** @throws InputError csv.encoding or csv.not-text */
function checkText(state: Parsing, bytes: Uint8Array): void {
  if (isUtf8(bytes) && !bytes.includes(0)) return;
  withLines(state.line - 1, () => decodeText(bytes));
}

interface Previous {
  start: number;
  end: number;
  group: SeriesRows | undefined;
}

function addToGroup(state: Parsing, row: Row, previous?: Previous): void {
  const { id } = state.columns;
  const [first] = id;
  if (previous?.group !== undefined && id.length < 2) {
    const isKnown =
      first === undefined ||
      isSame(row.block, previous.start, previous.end, row.starts[first]!, row.ends[first]!);
    if (isKnown) {
      addRowTo(state, previous.group, row);
      return;
    }
  }
  const group = groupOf(state, row);
  if (group === undefined) return;
  if (previous !== undefined) {
    previous.group = group;
    if (first !== undefined) {
      previous.start = row.starts[first]!;
      previous.end = row.ends[first]!;
    }
  }
  addRowTo(state, group, row);
}

function isSame(block: Buffer, a: number, aEnd: number, b: number, bEnd: number): boolean {
  if (aEnd - a !== bEnd - b) return false;
  for (; a < aEnd; a++, b++) if (block[a] !== block[b]) return false;
  return true;
}

/** Undefined for a row of separators only, as spreadsheets leave them below the data. */
function groupOf({ groups, columns, table }: Parsing, row: Row): SeriesRows | undefined {
  const ids = columns.id.map((index) => textOf(row, index));
  const key = ids.join("\u0000");
  const known = groups.get(key);
  if (known !== undefined) return known;
  const empty = ids.indexOf("");
  if (empty >= 0 && isBlank(row, table.header.length)) return undefined;
  if (groups.size === maximumSeries) {
    throw new InputError(`The file has more than ${maximumSeries} series.`, {
      code: "csv.too-long",
      ...placeOf(row, columns.id[0]!),
      fix: "Split the file by series, or check that the id column is the one that tells series apart.",
    });
  }
  const group = emptyRows(ids, columns.further.length);
  if (empty >= 0) {
    const name = table.header[columns.id[empty]!]!;
    group.error = new InputError(`Column ${name} is empty in this row, so its series has no name.`, {
      code: "csv.missing-id",
      ...placeOf(row, columns.id[empty]!),
      fix: `Fill column ${name} in every row.`,
    });
  }
  groups.set(key, group);
  return group;
}

function addRowTo(state: Parsing, group: SeriesRows, row: Row): void {
  const most = state.columns.id.length === 0 ? maximumRows.one : maximumRows.many;
  if (++state.rows > most) {
    throw new InputError(`The file has more than ${most} rows.`, {
      code: "csv.too-long",
      ...placeOf(row, 0),
      fix: "Send only the newest rows, or split the file by series.",
    });
  }
  group.rowsIn++;
  group.lastLine = row.line;
  if (group.error?.code === "csv.missing-id") return;
  const [closed, open] = [group.closed.count, group.open.count];
  try {
    addCells(state, group, row);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    group.error ??= error;
    group.closed.count = closed;
    group.open.count = open;
  }
}

function addCells({ columns, table, negativeFix }: Parsing, group: SeriesRows, row: Row): void {
  const { block, starts, ends } = row;
  const { date, target } = columns;
  let style = dayStyle;
  let offset = 0;
  let wall = dayFromBytes(block, starts[date]!, ends[date]!);
  if (Number.isNaN(wall)) {
    wall = timeFromBytes(block, starts[date]!, ends[date]!);
    if (Number.isNaN(wall)) {
      const text = textOf(row, date);
      if (text === "" && isBlank(row, table.header.length)) {
        group.rowsIn--;
        return;
      }
      const parsed = parseDate(text);
      if (typeof parsed === "string") throw badDate(placeOf(row, date), table.header[date]!, text, parsed);
      ({ wall, offset, style } = parsed);
    } else style = timeStyles[block[starts[date]! + 10]!]!;
  }
  group.firstStyle ??= style;
  if (style !== group.firstStyle && !agree(group.firstStyle, style)) throw mixedDates(placeOf(row, date));

  let value = numberFromBytes(block, starts[target]!, ends[target]!);
  let isOpen = false;
  if (Number.isNaN(value)) {
    const text = textOf(row, target);
    isOpen = isMissing(text);
    const parsed = isOpen ? NaN : parseNumber(text);
    if (!isOpen && (parsed === undefined || !Number.isFinite(parsed))) {
      throw badValue(placeOf(row, target), table.header[target]!, text, parsed);
    }
    value = parsed ?? NaN;
  }
  if (value < 0 && negativeFix !== undefined) {
    throw negativeValue(placeOf(row, target), table.header[target]!, textOf(row, target), negativeFix);
  }
  const rows = isOpen ? group.open : group.closed;
  const at = addRow(rows, wall, offset, style, row.line);
  rows.y[at] = value;
  for (let index = 0; index < columns.further.length; index++) {
    const column = columns.further[index]!.index;
    try {
      rows.further[index]![at] = furtherValue(row, column, table.header, isOpen);
    } catch (error) {
      if (!isOpen || !(error instanceof InputError)) throw error;
      group.openErrors.set(at, group.openErrors.get(at) ?? error);
      rows.further[index]![at] = 0;
    }
  }
}

/** NaN where an open row has none; such a row gives no known future. */
function furtherValue(row: Row, index: number, header: readonly string[], isOpen: boolean): number {
  const usual = numberFromBytes(row.block, row.starts[index]!, row.ends[index]!);
  if (!Number.isNaN(usual)) return usual;
  const text = textOf(row, index);
  if (isMissing(text)) {
    if (isOpen) return NaN;
    throw missingValue(placeOf(row, index), header[index]!);
  }
  const value = parseNumber(text) ?? parseBoolean(text);
  if (value === undefined || !Number.isFinite(value)) {
    throw badValue(placeOf(row, index), header[index]!, text, value);
  }
  return value;
}
