// Rows of cells to CSV text, a piece at a time. A row stays one line, so that line 7 of a fault is row 7 of a sheet.
import { isMidnight, textOfDate, type Zone } from "./instants.ts";

/** A date is a time on the clock, as if the clock showed UTC; in a column with a zone a moment. */
export type Cell = string | number | bigint | boolean | Date | null | undefined;

export interface CsvTextOptions {
  /** By column. */
  zones?: readonly (Zone | undefined)[];
}

/** By so many rows the width is known, and whether times of a column are all midnights. */
const headRows = 5000;

const pieceLength = 64 * 1024;

export async function* csvPieces(
  rows: AsyncIterable<readonly Cell[]>,
  { zones = [] }: CsvTextOptions = {},
): AsyncGenerator<Uint8Array> {
  const all = rows[Symbol.asyncIterator]();
  try {
    const head: (readonly Cell[])[] = [];
    while (head.length < headRows) {
      const { done, value } = await all.next();
      if (done === true) break;
      head.push(value);
    }
    const width = head.reduce((most, row) => Math.max(most, widthOf(row)), 0);
    const isDay = Array.from({ length: width }, (_, column) =>
      head.every((row) => isDayOnly(row[column], zones[column])),
    );
    // What is typed or pasted into one column is often CSV itself.
    const write = width === 1 ? plain : quoted;
    let text = "";
    const lineOf = (row: readonly Cell[]): string => {
      const last = widthOf(row);
      if (last === 0) return "\n";
      let line = write(textOf(row[0], isDay[0], zones[0]));
      for (let column = 1; column < Math.max(last, width); column++) {
        line += `,${write(textOf(row[column], isDay[column], zones[column]))}`;
      }
      return `${line}\n`;
    };
    for (const row of head) {
      text += lineOf(row);
      if (text.length < pieceLength) continue;
      yield Buffer.from(text);
      text = "";
    }
    for (let next = await all.next(); next.done !== true; next = await all.next()) {
      text += lineOf(next.value);
      if (text.length < pieceLength) continue;
      yield Buffer.from(text);
      text = "";
    }
    yield Buffer.from(text);
  } finally {
    await all.return?.();
  }
}

/** Cells up to the last one that holds something. */
function widthOf(row: readonly Cell[]): number {
  let width = row.length;
  while (width > 0 && (row[width - 1] === undefined || row[width - 1] === null || row[width - 1] === ""))
    width--;
  return width;
}

const isDayOnly = (cell: Cell, zone: Zone | undefined): boolean =>
  !(cell instanceof Date) || isMidnight(cell, zone);

function textOf(cell: Cell, isDay: boolean | undefined, zone: Zone | undefined): string {
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return Number.isNaN(cell) ? "" : String(cell);
  if (cell instanceof Date) return textOfDate(cell, isDay === true, zone);
  return cell === undefined || cell === null ? "" : String(cell);
}

const plain = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, " ");

/** Whatever another reader could take for a separator or a comment stands in quotes. */
function quoted(text: string): string {
  if (/[\r\n]/.test(text)) return quoted(plain(text));
  if (!/[",;|\t#]|^\s|\s$/.test(text)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
