// The rows of a file, byte by byte into the columns of their series. A cell that has not the usual form is read again the
// careful way, by text, and so is a row that is not as wide as the header.
import { isUtf8 } from "node:buffer";
import { asPlainPanel, decodeText } from "./decode-text.ts";
import type { Columns } from "./find-columns.ts";
import { checkIds } from "./id-length.ts";
import { addCells, type CellReaders } from "./add-cells.ts";
import { InputError } from "../input-error.ts";
import { emptyRows, type SeriesRows } from "./growing-rows.ts";
import {
  isBlank,
  lengthOfBlank,
  lengthOfRow,
  placeOf,
  rowOf,
  isSame,
  splitRow,
  textOf,
  type Row,
} from "./split-row.ts";
import { fittedCells, maximumField, splitCsv, type Table } from "./split-csv.ts";

export type Parsing = ReturnType<typeof startParsing>;

interface Lines {
  of: Uint32Array;
  /** Rows that were read. */
  read: number;
}

type TableHead = Pick<Table, "header" | "headerLine" | "delimiter" | "excerpt">;

const maximumRows = { one: 500_000, many: 5_000_000 };
const maximumSeries = 100_000;

/** Whether a panel may be read at once. */
export const mayBeRead = (rows: number, series: number): boolean =>
  rows <= maximumRows.many && series <= maximumSeries;

/**
 * @param table the file's beginning
 * @param line of the first row
 * @param negativeFix for a negative value, where the one series of a file must not have any
 * @param readers for a file that is not plain
 */
export function startParsing(
  table: TableHead,
  line: number,
  columns: Columns,
  negativeFix: string | undefined,
  readers?: CellReaders,
) {
  const { header, delimiter } = table;
  // Without id columns there is one group, from the start.
  const one = [["", emptyRows([], columns.further.length)]] as const;
  const isOne = columns.id.length === 0 && columns.targets === undefined;
  return {
    table,
    columns,
    negativeFix,
    readers,
    /** Of the next row. */
    line,
    rows: 0,
    /** By id, in the order of their first rows. */
    groups: new Map<string, SeriesRows>(isOne ? one : []),
    /** Lines of the rows in the file, where these stand in the order of their series. */
    lines: undefined as Lines | undefined,
    /** What is done with each row instead of reading its cells; it lies between the two places of the block. */
    take: undefined as ((row: Row, from: number, to: number) => void) | undefined,
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
    const blank = lengthOfBlank(block, at);
    if (blank > 0) {
      state.line++;
      at += blank;
      continue;
    }
    row.start = at;
    row.line = state.line;
    row.end = splitRow(row, delimiter, width, end);
    if (row.end >= 0 && row.end - at <= maximumField) {
      passLines(state, 1 + row.breaks);
      addRowOfFile(state, row, at, Math.min(row.end + 1, end), previous);
      at = row.end + 1;
      continue;
    }
    const next = carefulRow(state, block, at, end, isEnd);
    if (next < 0) return at;
    at += next;
  }
  return end;
}

/**
 * Reads a row by text, which knows every form and names every fault.
 * @returns its length, or -1 when it is not whole yet
 */
function carefulRow(state: Parsing, block: Buffer, at: number, end: number, isEnd: boolean): number {
  const rest = block.subarray(at, end);
  const length = lengthOfRow(rest, state.table.delimiter.charCodeAt(0));
  if (length < 0 && !isEnd) return -1;
  const bytes = length < 0 ? rest.length : length;
  const record = rest.toString("utf8", 0, bytes);
  const first = state.line;
  const headerLines = state.headerText.split("\n").length;
  passLines(state, record.split("\n").length - (record.endsWith("\n") ? 1 : 0));
  if (state.readers?.skip.has(first) === true) return bytes;
  if (state.readers !== undefined && record.trim() !== "") {
    const cells = fittedCells(record, state.readers.body);
    if (cells.length === state.readers.body.width) {
      addRowOfFile(state, rowOf(cells, first, record), at, at + bytes);
      return bytes;
    }
  }
  const table =
    record.trim() === ""
      ? undefined
      : withLines(first - headerLines - 1, () =>
          splitCsv(`${state.headerText}\n${record}`, state.table.delimiter),
        );
  if (table !== undefined && table.lines.length > 0) {
    const cells = table.columns.map(([value]) => value!);
    addRowOfFile(state, rowOf(cells, first, record), at, at + bytes);
  }
  return bytes;
}

function passLines(state: Parsing, count: number): void {
  const { lines } = state;
  state.line = lines === undefined ? state.line + count : (lines.of[++lines.read] ?? 0);
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

/** @param from where its record begins in the block */
function addRowOfFile(state: Parsing, row: Row, from: number, to: number, previous?: Previous): void {
  if (state.readers?.skip.has(row.line) === true) return;
  if (state.take !== undefined) return state.take(row, from, to);
  const { targets } = state.columns;
  if (targets === undefined) addToGroup(state, row, previous);
  else for (const { index, name } of targets) addMelted(state, row, index, name);
}

/** One value of a row that has several, as a row of the series that its column is. */
function addMelted(state: Parsing, row: Row, target: number, name: string): void {
  const group = groupOf(state, row, name);
  if (group !== undefined) addRowTo(state, group, row, target);
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

/** Undefined for a row of separators only, as spreadsheets leave them below the data. */
function groupOf({ groups, columns, table }: Parsing, row: Row, column?: string): SeriesRows | undefined {
  const texts = columns.id.map((index) => textOf(row, index));
  const ids = column === undefined ? texts : [...texts, column];
  const key = ids.join("\u0000");
  const known = groups.get(key);
  if (known !== undefined) return known;
  const empty = texts.indexOf("");
  if (empty >= 0 && isBlank(row, table.header.length)) return undefined;
  if (groups.size === maximumSeries) {
    throw new InputError(`The file has more than ${maximumSeries} series.`, {
      code: "csv.too-long",
      ...placeOf(row, columns.id[0]!),
      fix: `Check that the id column is the one that tells series apart. ${asPlainPanel}`,
    });
  }
  checkIds(ids, () => placeOf(row, columns.id[0] ?? 0));
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

function addRowTo(state: Parsing, group: SeriesRows, row: Row, target = state.columns.target): void {
  const most = group.id.length === 0 ? maximumRows.one : maximumRows.many;
  if (++state.rows > most) {
    throw new InputError(`The file has more than ${most} rows.`, {
      code: "csv.too-long",
      ...placeOf(row, 0),
      fix: group.id.length === 0 ? "Send only the newest rows, or split the file by series." : asPlainPanel,
    });
  }
  group.rowsIn++;
  group.lastLine = row.line;
  if (group.error?.code === "csv.missing-id") return;
  const [closed, open] = [group.closed.count, group.open.count];
  try {
    addCells(state, group, row, target);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    group.error ??= error;
    group.closed.count = closed;
    group.open.count = open;
  }
}
