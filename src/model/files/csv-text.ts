// Rows of cells to CSV text, a piece at a time. A row stays one line, so that line 7 of a fault is row 7 of a sheet.
import { createDateText, isMidnight, type Zone } from "./instants.ts";

/** A date is a time on the clock, as if the clock showed UTC; in a column with a zone a moment. */
export type Cell = string | number | bigint | boolean | Date | null | undefined;

export type Rows = readonly (readonly Cell[])[];

export interface CsvTextOptions {
  /** By column. */
  zones?: readonly (Zone | undefined)[];
}

/** By so many rows the width is known, and whether times of a column are all midnights. */
const headRows = 5000;

const pieceLength = 64 * 1024;

/** @param batches of rows, so that not each row has to be awaited */
export async function* csvPieces(
  batches: AsyncIterable<Rows>,
  { zones = [] }: CsvTextOptions = {},
): AsyncGenerator<Uint8Array> {
  const all = batches[Symbol.asyncIterator]();
  try {
    const head: (readonly Cell[])[] = [];
    while (head.length < headRows) {
      const { done, value } = await all.next();
      if (done === true) break;
      for (const row of value) head.push(row);
    }
    const lineOf = createLineWriter(head, zones);
    let text = "";
    for (let batch: Rows | undefined = head; batch !== undefined; ) {
      for (const row of batch) {
        text += lineOf(row);
        if (text.length < pieceLength) continue;
        yield Buffer.from(text);
        text = "";
      }
      const next: IteratorResult<Rows> = await all.next();
      batch = next.done === true ? undefined : next.value;
    }
    yield Buffer.from(text);
  } finally {
    await all.return?.();
  }
}

function createLineWriter(
  head: Rows,
  zones: readonly (Zone | undefined)[],
): (row: readonly Cell[]) => string {
  const width = head.reduce((most, row) => Math.max(most, widthOf(row)), 0);
  const dates = Array.from({ length: width }, (_, column) => {
    const zone = zones[column];
    const isDay = head.every(({ [column]: cell }) => !(cell instanceof Date) || isMidnight(cell, zone));
    return createDateText(isDay, zone);
  });
  const otherDate = createDateText(false, undefined);
  // What is typed or pasted into one column is often CSV itself.
  const written = width === 1 ? oneLine : quoted;
  const cellText = (cell: Cell, column: number): string => {
    if (typeof cell === "string") return written(cell);
    if (typeof cell === "number") return Number.isNaN(cell) ? "" : String(cell);
    if (cell instanceof Date) return (dates[column] ?? otherDate)(cell);
    return cell === undefined || cell === null ? "" : String(cell);
  };
  return (row) => {
    const last = widthOf(row);
    if (last === 0) return "\n";
    let line = cellText(row[0], 0);
    for (let column = 1; column < Math.max(last, width); column++)
      line += `,${cellText(row[column], column)}`;
    return `${line}\n`;
  };
}

/** Cells up to the last one that holds something. */
function widthOf(row: readonly Cell[]): number {
  let width = row.length;
  while (width > 0 && isEmpty(row[width - 1])) width--;
  return width;
}

const isEmpty = (cell: Cell): boolean => cell === undefined || cell === null || cell === "";

const oneLine = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, " ");

/** Whatever another reader could take for a separator or a comment stands in quotes. */
function quoted(text: string): string {
  if (!/[",;|\t\r\n#]|^\s|\s$/.test(text)) return text;
  if (/[\r\n]/.test(text)) return quoted(oneLine(text));
  return `"${text.replaceAll('"', '""')}"`;
}
