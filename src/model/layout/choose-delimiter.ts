// The delimiter by which the most lines fall into equally many cells that look like dates and numbers. A header alone
// would mislead: `date;sales, net` with decimal commas below it.
import { isNamedDate, kindOf } from "./cell-kind.ts";
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
    if (!isWhole && records.length > 1) records.pop();
    const { width, score } = bestWidth(records);
    const isBetter =
      best === undefined || score > best.score + 1e-9 || (score > best.score - 1e-9 && width > best.width);
    if (isBetter) best = { delimiter, records, width, score };
  }
  return best!;
}

/** The width of most rows, those that look like data before others. */
function bestWidth(records: readonly LayoutRecord[]): { width: number; score: number } {
  const scores = new Map<number, number>();
  let filled = 0;
  for (const record of records) {
    if (isBlankRecord(record) || record.isComment) continue;
    filled++;
    const { length } = record.cells;
    scores.set(length, (scores.get(length) ?? 0) + worth(record));
  }
  const [width, score] = [...scores].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0]);
  return { width, score: score / Math.max(filled, 1) };
}

function worth({ cells, strayQuotes }: LayoutRecord): number {
  if (strayQuotes > 0) return 0;
  let typed = 0;
  let filled = 0;
  for (const cell of cells) {
    const kind = kindOf(cell);
    if (kind === "blank") continue;
    filled++;
    if (kind === "number" || kind === "date" || (kind === "mixed" && isNamedDate(cell))) typed++;
  }
  return (filled === 0 ? 0 : typed / filled) + (cells.length > 1 ? consistency : 0);
}
