// Many series in one long CSV: `unique_id,ds,y`, one row per series and date.
//
//   const panel = readPanel(bytes, { id: ["shop"] });   // or, while an upload arrives:
//   const reader = createPanelReader(choice); reader.push(chunk); ... const panel = reader.finish();
//
// `undefined` means that the file is one series: no id column was named, and none was found. Then readSeries reads it.
// A fault of one series is kept beside the others; a fault of the file itself (encoding, ragged rows, columns) is thrown.
import { decodeText, hasByteOrderMark } from "../csv/decode-text.ts";
import { findColumns } from "../csv/find-columns.ts";
import type { ColumnChoice } from "../csv/find-columns.ts";
import { InputError } from "../input-error.ts";
import { createPanelState, parsePanelRows } from "./panel-parser.ts";
import type { PanelState } from "./panel-parser.ts";
import { distinctRows } from "./panel-rows.ts";
import type { PanelRows } from "./panel-rows.ts";
import { panelSeries } from "./panel-series.ts";
import type { PanelSeries } from "./panel-series.ts";
import { mended, noRows } from "./read-series.ts";
import { splitCsv } from "../csv/split-csv.ts";
import type { Table } from "../csv/split-csv.ts";

export interface Panel {
  idColumns: string[];
  dateColumn: string;
  targetColumn: string;
  /** In the order in which the file first names them; at least one. */
  series: PanelSeries[];
  /** Series with a fault, in the same order. */
  faults: FaultySeries[];
  /** Rows of the file with a date, faulty series included. */
  rowsIn: number;
  /** Sentences. */
  warnings: string[];
}

export interface FaultySeries {
  id: string[];
  /** The first. */
  error: InputError;
  /** Of its first row in the file. */
  firstLine: number;
  /** The series without the rows that have a fault; undefined when no value is left. */
  rest: PanelSeries | undefined;
}

export interface PanelReader {
  /** The chunk is not kept and may be used again. */
  push(chunk: Uint8Array): void;
  /** Whether finish will give a panel, or throw: what was pushed is not needed any more to read one series from it. */
  isSure(): boolean;
  /**
   * @param last one more chunk
   * @throws InputError when no series can be read; as push does for a fault of the file
   */
  finish(last?: Uint8Array): Panel | undefined;
}

/** Names by which a column tells that it holds ids. */
const idNames: ReadonlySet<string> = new Set(["unique_id", "series_id", "id", "series"]);

/** The beginning, from which the columns are chosen. */
const headBytes = 64 * 1024;
const maximumBytes = 128 * 2 ** 20;

/** A row that has not ended after so many bytes has lost its quote or its line ends. */
const maximumRecord = 2 ** 20;

/** @throws InputError csv.* */
export function readPanel(input: Uint8Array, choice: ColumnChoice = {}): Panel | undefined {
  return createPanelReader(choice).finish(input);
}

export function createPanelReader(choice: ColumnChoice = {}): PanelReader {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let total = 0;
  let hasMark = false;
  let state: PanelState | "one-series" | undefined;

  function take(chunk: Uint8Array): void {
    total += chunk.length;
    if (total > maximumBytes) {
      throw new InputError("The file is larger than 128 MiB.", {
        code: "csv.too-long",
        line: 1,
        column: 1,
        fix: "Split the file by series, or keep only the columns and rows that the forecast needs.",
      });
    }
    waiting.push(chunk);
    waitingBytes += chunk.length;
  }

  /** Reads what waits; whole rows only, unless it is the end. */
  function advance(isEnd: boolean): void {
    let block = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
    let from = 0;
    if (state === undefined) {
      // Old Mac files end lines with a bare CR.
      if (isEnd && !block.includes(0x0a)) block = block.map((byte) => (byte === 0x0d ? 0x0a : byte));
      hasMark = hasByteOrderMark(block);
      const begun = begin(block, isEnd, choice);
      if (begun === "one-series") state = begun;
      else if (begun !== undefined) ({ state, from } = begun);
    }
    if (state === "one-series") from = block.length;
    else if (state !== undefined) from = parsePanelRows(state, block, from, isEnd);
    if (block.length - from > maximumRecord) throw endlessRow(state === undefined ? 1 : lineOf(state));
    waiting = [block.subarray(from)];
    waitingBytes = block.length - from;
  }

  return {
    push(chunk) {
      if (state === "one-series") return;
      take(chunk.slice());
      // Joining and looking again costs what waits, so small chunks are let to gather.
      if (waitingBytes >= headBytes) advance(false);
    },
    // An id that comes twice tells series apart.
    isSure: () => typeof state === "object" && (state.isNamed || state.rows > state.groups.size),
    finish(last = new Uint8Array(0)) {
      if (state !== "one-series") {
        take(last);
        advance(true);
      }
      if (state === undefined || state === "one-series") return undefined;
      return panelOf(state, hasMark);
    },
  };
}

const lineOf = (state: PanelState | "one-series"): number => (state === "one-series" ? 1 : state.line);

interface Begun {
  state: PanelState;
  /** Where the rows begin, in bytes. */
  from: number;
}

/** Chooses the columns by the first rows; undefined when more of them is needed. */
function begin(block: Uint8Array, isEnd: boolean, choice: ColumnChoice): Begun | "one-series" | undefined {
  // Of a file that is here as a whole, the beginning is enough, too.
  const within = block.subarray(0, 4 * headBytes);
  const isWhole = isEnd && within.length === block.length;
  const cut = isWhole ? block.length : within.lastIndexOf(0x0a) + 1;
  if (cut === 0) return isEnd ? "one-series" : undefined;
  const head = block.subarray(0, cut);
  let table: Table;
  let text: string;
  try {
    text = decodeText(head);
    table = splitCsv(text);
  } catch (error) {
    // A quoted line break may lie on the cut.
    const isCut = error instanceof InputError && error.code === "csv.unclosed-quote" && !isWhole;
    if (!isCut) throw error;
    return isEnd || block.length > 4 * headBytes ? "one-series" : undefined;
  }
  const id = choice.id ?? detectId(table.header);
  if (id.length === 0) return "one-series";
  const columns = findColumns(table, { ...choice, id });
  const mark = hasByteOrderMark(block) ? 3 : 0;
  const from = mark + Buffer.byteLength(text.slice(0, table.body.start));
  return { state: createPanelState(table, columns, choice.id !== undefined), from };
}

/**
 * Whether a file that begins so may be a panel by the name of a column; only reading it tells.
 * @returns undefined when its header is not there yet as a whole
 */
export function mayBePanel(head: Uint8Array): boolean | undefined {
  const isLineEnd = (byte: number) => byte === 0x0a || byte === 0x0d;
  const start = head.findIndex((byte) => !isLineEnd(byte));
  const end = head.findIndex((byte, at) => at > start && isLineEnd(byte));
  if (start < 0 || end < 0) return undefined;
  try {
    return detectId(splitCsv(decodeText(head.subarray(start, end))).header).length > 0;
  } catch (error) {
    // A name with a line break in it; any other fault is found again by whoever reads the file.
    return error instanceof InputError && error.code === "csv.unclosed-quote";
  }
}

/** The one column whose name says that it holds ids; none when several do. */
function detectId(header: readonly string[]): string[] {
  const found = header.filter((name) => idNames.has(name.toLowerCase()));
  return found.length === 1 ? found : [];
}

function panelOf(state: PanelState, hasMark: boolean): Panel | undefined {
  const { table, columns, groups } = state;
  const rows = [...groups.values()];
  if (!state.isNamed && !tellsSeriesApart(rows)) return undefined;
  if (rows.length === 0) throw noRows(table);
  const names = columns.further.map(({ name }) => name);
  const series: PanelSeries[] = [];
  const faults: Panel["faults"] = [];
  for (const group of rows) {
    try {
      if (group.error !== undefined) throw group.error;
      series.push(panelSeries(group, names, columns.date));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { id, firstLine } = group;
      faults.push({ id, error, firstLine, rest: restOf(group, names, columns.date) });
    }
  }
  if (series.length === 0) throw faults[0]!.error;
  return {
    idColumns: columns.id.map((index) => table.header[index]!),
    dateColumn: table.header[columns.date]!,
    targetColumn: table.header[columns.target]!,
    series,
    faults,
    rowsIn: rows.reduce((sum, { rowsIn }) => sum + rowsIn, 0),
    warnings: warningsOf(state, series, hasMark),
  };
}

/** What is left of a series with a fault; of rows with one date, the last. */
function restOf(group: PanelRows, names: readonly string[], dateColumn: number): PanelSeries | undefined {
  if (group.closed.count === 0) return undefined;
  try {
    return panelSeries(distinctRows(group), names, dateColumn);
  } catch (error) {
    // Dates that are the same only once their zones are counted in.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** A column named id may simply number the rows of one series: then no id comes twice, and no date. */
function tellsSeriesApart(groups: readonly PanelRows[]): boolean {
  if (groups.some(({ rowsIn }) => rowsIn > 1)) return true;
  const seen = new Set<number>();
  for (const { closed, open } of groups) {
    for (const { wall, count } of [closed, open]) {
      for (let row = 0; row < count; row++) {
        if (seen.has(wall[row]!)) return true;
        seen.add(wall[row]!);
      }
    }
  }
  return false;
}

function warningsOf(
  { table, columns }: PanelState,
  series: readonly PanelSeries[],
  hasMark: boolean,
): string[] {
  const warnings = mended(hasMark, table);
  const gappy = series.filter(({ leftOut }) => leftOut.count > 0);
  const count = gappy.reduce((sum, { leftOut }) => sum + leftOut.count, 0);
  if (count > 0) {
    const line = Math.min(...gappy.map(({ leftOut }) => leftOut.firstLine));
    warnings.push(
      `${count === 1 ? "1 row has" : `${count} rows have`} no value in column ${table.header[columns.target]!} and ${count === 1 ? "was" : "were"} left out; the first is line ${line}.`,
    );
  }
  const moved = series.filter(({ wasSorted }) => !wasSorted).length;
  if (moved > 0) {
    warnings.push(
      `In ${moved} of ${series.length} series the rows were not in the order of their dates and were sorted.`,
    );
  }
  return warnings;
}

function endlessRow(line: number): InputError {
  return new InputError("A row is longer than 1 MiB.", {
    code: "csv.field-too-long",
    line,
    column: 1,
    fix: "Check that the file is CSV with one row per line, and that every quoted field is closed where it should be.",
  });
}
