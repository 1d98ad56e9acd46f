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
  let best: (Split & { score: number }) | undefined;
  for (const delimiter of wanted) {
    if (delimiter !== wanted[0] && !text.includes(delimiter)) continue;
    const records = splitRecords(text, delimiter);
    // The head may end inside of a row.
    if (!isWhole && records.length > 1 && records.at(-1)!.end === text.length) records.pop();
    const { width, score } = bestWidth(records);
    const isBetter =
      best === undefined || score > best.score + 1e-9 || (score > best.score - 1e-9 && width > best.width);
    if (isBetter) best = { delimiter, records, width, score };
  }
  return best!;
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
