// The delimiter by which the most lines fall into equally many cells that look like dates and numbers. A header alone
// would mislead: `date;sales, net` with decimal commas below it.
import { isTyped, kindOf } from "./cell-kind.ts";
import { isBlankRecord, splitRecords, type LayoutRecord } from "./split-records.ts";

const delimiters = [",", ";", "\t", "|"] as const;

export interface Split {
  delimiter: string;
  records: LayoutRecord[];
  /** Cells of a row of the table. */
  width: number;
}

/** What a row is worth by its width alone, beside what its cells look like. */
const consistency = 0.1;

export function chooseDelimiter(text: string, isWhole: boolean, declared?: string): Split {
  const wanted = declared === undefined ? delimiters : [declared];
  const all = wanted
    .filter((delimiter) => delimiter === wanted[0] || text.includes(delimiter))
    .map((delimiter) => {
      const records = splitRecords(text, delimiter);
      // The head may end inside of a row.
      if (!isWhole && records.length > 1 && records.at(-1)!.end === text.length) records.pop();
      return { delimiter, records, ...bestWidth(records) };
    });
  const whole = all.filter(({ records, width }) => width > 1 && isTable(records, width));
  const left = all.filter(({ delimiter, records, width }) =>
    whole.every(
      (other) => other.delimiter === delimiter || !isOnlyBelow(delimiter, records, width, text, other),
    ),
  );
  return left.reduce((best, next) => {
    const isBetter =
      next.score > best.score + 1e-9 || (next.score > best.score - 1e-9 && next.width > best.width);
    return isBetter ? next : best;
  });
}

/** From the first row of that width on, all rows have it; notes of one cell may stand below. */
function isTable(records: readonly LayoutRecord[], width: number): boolean {
  const [, ...rows] = rowsFrom(records, width);
  const wide = rows.filter(({ cells }) => cells.length === width);
  return (
    wide.length > 1 && rows.length - wide.length <= mostNotes && wide.some(({ cells }) => cells.some(isTyped))
  );
}

const mostNotes = 3;

function rowsFrom(records: readonly LayoutRecord[], width: number): LayoutRecord[] {
  const filled = records.filter((record) => !isBlankRecord(record) && !record.isComment);
  const first = filled.findIndex(({ cells }) => cells.length === width);
  return first < 0 ? [] : filled.slice(first);
}

/**
 * Whether a sign stands in the rows of a table but not between its names, as decimal commas do:
 * `date;shop;sales` above `2024-01-01;north;5,5`. Where it stands in a name too, the table has more cells of data.
 */
function isOnlyBelow(
  delimiter: string,
  records: readonly LayoutRecord[],
  width: number,
  text: string,
  table: Split,
): boolean {
  const [names, ...rows] = rowsFrom(table.records, table.width);
  if (!text.slice(names!.start, names!.end).includes(delimiter)) return true;
  const typed = (of: readonly LayoutRecord[]) =>
    of.reduce((sum, { cells }) => sum + cells.filter(isTyped).length, 0);
  return width < table.width && isTable(records, width) && typed(rowsFrom(records, width)) < typed(rows);
}

/** The width of the rows that hold the most cells of data. */
function bestWidth(records: readonly LayoutRecord[]): { width: number; score: number } {
  const widths = new Map<number, { rows: number; typed: number; score: number }>();
  let filled = 0;
  for (const record of records) {
    if (isBlankRecord(record) || record.isComment) continue;
    filled++;
    const { length } = record.cells;
    const sum = widths.get(length) ?? { rows: 0, typed: 0, score: 0 };
    const { typed, share } = worth(record);
    widths.set(length, {
      rows: sum.rows + 1,
      typed: sum.typed + typed + consistency,
      score: sum.score + share,
    });
  }
  let [width, score, most] = [1, 0, 0];
  for (const [each, sum] of widths) {
    // One row of a width is seldom a table.
    const weight = sum.rows === 1 ? sum.typed / 2 : sum.typed;
    if (weight > most || (weight === most && each > width)) [width, score, most] = [each, sum.score, weight];
  }
  return { width, score: score / Math.max(filled, 1) };
}

function worth({ cells, strayQuotes }: LayoutRecord): { typed: number; share: number } {
  if (strayQuotes > 0) return { typed: 0, share: 0 };
  const filled = cells.filter((cell) => kindOf(cell) !== "blank").length;
  const typed = cells.filter(isTyped).length;
  return { typed, share: (filled === 0 ? 0 : typed / filled) + (cells.length > 1 ? consistency : 0) };
}
