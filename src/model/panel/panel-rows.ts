// The rows of a plain CSV file of many series as they arrive, none of them kept: to see where each series lies, or to put
// the rows in the order of their series. What is no plain table of many series says so at once.
import { hasByteOrderMark } from "../csv/decode-text.ts";
import { detectId, findColumns, type Columns, type ReadChoice } from "../csv/find-columns.ts";
import { parseRows, startParsing, type Parsing } from "../csv/parse-rows.ts";
import { isPlainHead, isToldHow } from "../csv/plain-head.ts";
import { endlessRow, maximumRecord } from "../csv/read-dataset.ts";
import { readHead } from "../csv/read-head.ts";
import type { Table } from "../csv/split-csv.ts";
import type { Row } from "../csv/split-row.ts";

/** How the rows of a panel are read. Plain JSON. */
export interface PanelHead extends Pick<Table, "header" | "headerLine" | "delimiter"> {
  /** The header as it stands, shortened. */
  excerpt: string;
  columns: Columns;
  hasMark: boolean;
  /** Whether the id columns were named, and not found by their names. */
  isNamed: boolean;
}

export interface PanelRow {
  row: Row;
  /** Its id columns. */
  id: readonly number[];
  /** Columns of the header. */
  width: number;
  /** Where its bytes are, with its line end where it has one; good until the next chunk. */
  block: Uint8Array;
  start: number;
  end: number;
  /** Byte of the file at which it begins. */
  at: number;
}

export interface PanelRows {
  /** False: the file is no plain table of many series, and more of it need not be read. */
  push(chunk: Uint8Array): boolean;
  finish(): PanelHead | undefined;
}

/** Joining small chunks and looking again costs what waits. */
const leastBytes = 256 * 1024;

/** @throws InputError from its methods, for a fault of the file */
export function createPanelRows(choice: ReadChoice, take: (row: PanelRow) => void): PanelRows {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  /** Bytes of the file before those that wait. */
  let passed = 0;
  let state: Parsing | undefined;
  let head: PanelHead | undefined;
  let isOther = isToldHow(choice);

  function begin(block: Uint8Array, isEnd: boolean): number {
    // Old Mac files end lines with a bare CR.
    const found = block.includes(0x0a) ? readHead(block, isEnd) : undefined;
    if (found === undefined) {
      isOther = isEnd || block.length > maximumRecord;
      return 0;
    }
    const { table, length } = found;
    const id = choice.id ?? detectId(table.header);
    const columns = id.length === 0 ? undefined : findColumns(table, { ...choice, id });
    isOther = columns === undefined || !isPlainHead(table, columns, choice);
    if (isOther) return 0;
    const { header, headerLine, delimiter } = table;
    head = {
      header,
      headerLine,
      delimiter,
      excerpt: table.excerpt(-1),
      columns: columns!,
      hasMark: hasByteOrderMark(block),
      isNamed: choice.id !== undefined,
    };
    state = startParsing(table, table.body.line, columns!, undefined);
    return length;
  }

  function advance(isEnd: boolean): void {
    const block = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
    let from = 0;
    if (state === undefined) from = begin(block, isEnd);
    if (state !== undefined) {
      const { id } = state.columns;
      const width = state.table.header.length;
      state.take = (row, start, end) => take({ row, id, width, block, start, end, at: passed + start });
      from = parseRows(state, block, from, isEnd);
      if (block.length - from > maximumRecord) throw endlessRow(state.line);
    }
    passed += from;
    waiting = [block.subarray(from)];
    waitingBytes = block.length - from;
  }

  return {
    push(chunk) {
      if (isOther) return false;
      waiting.push(chunk);
      waitingBytes += chunk.length;
      if (waitingBytes >= leastBytes) advance(false);
      return !isOther;
    },
    finish() {
      if (!isOther) advance(true);
      return isOther ? undefined : head;
    },
  };
}
