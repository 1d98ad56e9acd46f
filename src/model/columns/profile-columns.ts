// What each column of a file holds, judged by all rows: the first of two passes over a file that is not plain.
import { scanRows, type Body } from "../careful/scan-rows.ts";
import { textOf } from "../csv/split-row.ts";
import {
  createDateFinder,
  type DateFinder,
  type DateFinding,
  type DateOptions,
} from "../dates/find-date-format.ts";
import {
  createNumberFinder,
  provedMark,
  type NumberFinder,
  type NumberFinding,
} from "../numbers/find-number-format.ts";

export interface ColumnProfile {
  index: number;
  name: string;
  /** Cells that are not empty. */
  filled: number;
  dates: DateFinding;
  numbers: NumberFinding;
  /** Goes up by one from row to row. */
  countsUp: boolean;
  /** Of its texts, up to one more than a year has months. */
  distinct: readonly string[];
  /** Whether a text stands in several rows; known up to a limit. */
  repeats: boolean;
  /** The first text that is not empty. */
  example: string;
}

export interface FileProfile {
  columns: ColumnProfile[];
  rows: number;
  /** Rows that are not as wide as the header: their lines and cells, the first of them. */
  ragged: { line: number; cells: string[]; record: string }[];
}

/** `none` where a column cannot be read as dates; digits alone, such as years, are never certain. */
export const certaintyOf = (dates: DateFinding): "certain" | "likely" | "possible" | "none" =>
  dates.kind === "none" ? "none" : dates.certainty;

/** As many rows are kept to be shown or to be judged. */
export const mostRagged = 200;

/** Different texts by which one knows whether they repeat. */
const mostTexts = 100_000;

export function profileColumns(
  bytes: Uint8Array,
  body: Body,
  names: readonly string[],
  options: { dates: DateOptions; decimal?: "," | "." | undefined },
): FileProfile {
  const watchers = names.map((name, index) =>
    watch(
      name,
      index,
      createDateFinder(options.dates),
      createNumberFinder({ decimal: options.decimal, delimiter: body.delimiter }),
    ),
  );
  const ragged: FileProfile["ragged"] = [];
  let rows = 0;
  scanRows(bytes, body, (row, fields) => {
    if (fields !== names.length) {
      const cells = Array.from({ length: fields }, (_, index) => textOf(row, index));
      if (ragged.length < mostRagged)
        ragged.push({ line: row.line, cells, record: row.record ?? cells.join(body.delimiter) });
      return;
    }
    for (let index = 0; index < names.length; index++) watchers[index]!.add(textOf(row, index), rows);
    rows++;
  });
  // Where one column proves its decimal mark, others that allow both are written alike.
  const mark = provedMark(watchers.map((watcher) => watcher.numbers.result()));
  const file = { likely: mark, hasDottedDates: watchers.some((watcher) => watcher.isDotted()) };
  return { columns: watchers.map((watcher) => watcher.profile(rows, file)), rows, ragged };
}

function watch(name: string, index: number, dates: DateFinder, numbers: NumberFinder) {
  const texts = new Set<string>();
  let filled = 0;
  let withDigits = 0;
  let example = "";
  let repeats = false;
  let first: number | undefined;
  let countsUp = true;
  const distinct: string[] = [];
  return {
    numbers,
    add(text: string, row: number): void {
      numbers.add(text);
      const number = Number(text);
      if (countsUp) {
        first ??= number - row;
        countsUp = text !== "" && number - row === first;
      }
      if (text === "") return;
      if (filled === 0) example = text;
      filled++;
      if (distinct.length < 13 && !distinct.includes(text)) distinct.push(text);
      if (!repeats && texts.size < mostTexts) {
        repeats = texts.has(text);
        texts.add(text);
      }
      // Text without a digit of any script is no date, and the finder need not see a million names.
      if (/\d/.test(text) || /\p{Nd}/u.test(text)) {
        withDigits++;
        dates.add(text);
      }
    },
    isDotted: () => /^\d{1,2}\.\d{1,2}\.\d{2,4}\b/.test(example),
    profile: (rows: number, file: Parameters<NumberFinder["result"]>[0]): ColumnProfile => ({
      index,
      name,
      filled,
      dates: withDigits >= 0.5 * filled && filled > 0 ? dates.result() : { kind: "none", text: example },
      numbers: numbers.result(file),
      countsUp: countsUp && rows > 1,
      distinct,
      repeats,
      example,
    }),
  };
}
