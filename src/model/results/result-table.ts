// The CSV of a result as rows, for the writers of other formats. What its columns are is known beside it, so nothing is
// guessed: an id 007 stays text.
import { formatDate, dayStyle } from "../csv/parse-date.ts";
import { readDateCell, type DateKind } from "./date-cells.ts";

export interface ResultTable {
  /** With its header; dates as date-cells.ts writes them, where `dates` is given. */
  csv: Uint8Array;
  /** What the first column holds where it is no text. */
  dates?: DateKind | undefined;
  /**
   * How many columns of numbers follow the dates; undefined for a table of scored rows, which has no dates, and
   * whose columns from `prediction` on are numbers where all their cells are.
   */
  numbers?: number | undefined;
}

export interface ResultColumn {
  /** Unlike those of all other columns. */
  name: string;
  type: Exclude<DateKind, "text"> | "number" | "text";
}

/** Seconds since the epoch for dates, for moments in UTC; null for a number that is none. */
export type ResultCell = string | number | null;

/** So much text becomes rows at once. */
const pieceBytes = 1024 * 1024;

export function columnsOf(table: ResultTable): ResultColumn[] {
  const [header = []] = recordsOf(table.csv);
  const numbers = table.numbers === undefined ? numbersIn(table.csv, header) : range(1, table.numbers);
  const { dates = "text" } = table;
  const taken = new Set<string>();
  return header.map((name, index) => ({
    name: unlike(name, taken),
    type: numbers.has(index) ? "number" : index === 0 && table.numbers !== undefined ? dates : "text",
  }));
}

/** @param isOnClock whether moments are to be times on the clock of the input */
export function* rowsOf(
  { csv, dates }: ResultTable,
  columns: readonly ResultColumn[],
  { isOnClock = false } = {},
): Generator<ResultCell[]> {
  const hasDates = dates !== undefined;
  let isHeader = true;
  for (const cells of recordsOf(csv)) {
    if (!isHeader) {
      yield columns.map(({ type }, index) => {
        const text = cells[index] ?? "";
        if (type === "number") return numberOf(text);
        const date = hasDates && index === 0 ? readDateCell(text) : undefined;
        if (date === undefined) return text;
        // One that has a type, in a column where others have none.
        if (type === "text") return formatDate(date.wall, dayStyle);
        return type === "moment" && !isOnClock ? date.wall - date.offset : date.wall;
      });
    }
    isHeader = false;
  }
}

function numberOf(text: string): number | null {
  const value = text === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

const range = (from: number, count: number): Set<number> =>
  new Set(Array.from({ length: count }, (_, index) => from + index));

function numbersIn(csv: Uint8Array, header: readonly string[]): Set<number> {
  const first = header.indexOf("prediction");
  const candidates = range(first, header.length - first);
  const filled = new Set<number>();
  let isHeader = true;
  for (const cells of recordsOf(csv)) {
    for (const index of isHeader ? [] : candidates) {
      const text = cells[index] ?? "";
      if (text === "") continue;
      filled.add(index);
      if (!Number.isFinite(Number(text))) candidates.delete(index);
    }
    isHeader = false;
  }
  return new Set([...candidates].filter((index) => filled.has(index)));
}

function unlike(name: string, taken: Set<string>): string {
  let unique = name;
  for (let number = 2; taken.has(unique); number++) unique = `${name}_${number}`;
  taken.add(unique);
  return unique;
}

/** Cells of each line, the header's first; a line break may stand in quotes. */
function* recordsOf(csv: Uint8Array): Generator<string[]> {
  let open = "";
  for (let at = 0; at < csv.length; ) {
    const most = Math.min(at + pieceBytes, csv.length) - 1;
    const last = csv.lastIndexOf(10, most);
    const end = last >= at ? last + 1 : csv.indexOf(10, most) + 1 || csv.length;
    const text = Buffer.from(csv.buffer, csv.byteOffset + at, end - at).toString();
    at = end;
    for (const line of text.replace(/\n$/, "").split("\n")) {
      const record = open + line;
      const isOpen = record.includes('"') && record.split('"').length % 2 === 0;
      open = isOpen ? `${record}\n` : "";
      if (!isOpen) yield cellsOf(record);
    }
  }
}

function cellsOf(record: string): string[] {
  if (!record.includes('"')) return record.split(",");
  return Array.from(`,${record}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? plain! : quoted.replaceAll('""', '"'),
  );
}
