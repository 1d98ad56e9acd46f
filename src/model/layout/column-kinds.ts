// What the columns of a table hold, so that a row of data is told from names, titles and units.
import { isNamedDate, isNumberLike, isTyped, kindOf, type CellKind, type TypedKind } from "./cell-kind.ts";
import type { LayoutRecord } from "./split-records.ts";

/** Of each column what most of its cells look like; undefined where that is text, or nothing. */
export type ColumnKinds = readonly (TypedKind | undefined)[];

export function columnKinds(all: readonly LayoutRecord[], width: number): ColumnKinds {
  const records = likelyData(all);
  return Array.from({ length: width }, (_, index) => {
    const counts: Record<CellKind, number> = { blank: 0, number: 0, date: 0, mixed: 0, text: 0 };
    for (const { cells } of records) {
      const cell = cells[index]!;
      const kind = kindOf(cell);
      // Names may have digits too (`PM2.5`): only what has the shape of a date tells data from names.
      counts[kind === "mixed" && !isNamedDate(cell) ? "text" : kind]++;
    }
    const typed = (["number", "date", "mixed"] as const).reduce((a, b) => (counts[b] > counts[a] ? b : a));
    const others = counts.text + counts.number + counts.date + counts.mixed - counts[typed];
    return counts[typed] > 0 && counts[typed] >= others ? typed : undefined;
  });
}

/** The rows with at least half as many dates and numbers as the better rows have: names and notes have fewer. */
function likelyData(records: readonly LayoutRecord[]): LayoutRecord[] {
  const typed = records.map(({ cells }) => cells.filter(isTyped).length);
  const usual = typed.toSorted((a, b) => b - a)[Math.floor(records.length / 4)] ?? 0;
  const likely = records.filter((_, index) => typed[index]! * 2 >= usual);
  // The first may be a header of years or dates.
  return likely.length > 1 ? likely.slice(1) : likely;
}

export interface Fit {
  /** Cells that look like what their column holds; dates, and numbers. */
  dates: number;
  numbers: number;
  /** Cells that do not. */
  strange: number;
  isData: boolean;
}

/** Whether a row has dates where its column has dates, and numbers where it has numbers. */
export function fitOf({ cells }: LayoutRecord, kinds: ColumnKinds): Fit {
  let [dates, numbers, strangeDates, strangeNumbers] = [0, 0, 0, 0];
  for (const [index, expected] of kinds.entries()) {
    const cell = cells[index] ?? "";
    const kind = kindOf(cell);
    if (expected === undefined || kind === "blank") continue;
    if (expected === "number") {
      if (isNumberLike(cell)) numbers++;
      else strangeNumbers++;
    } else if (kind === expected && (kind === "date" || isNamedDate(cell))) dates++;
    else strangeDates++;
  }
  return {
    dates,
    numbers,
    strange: strangeDates + strangeNumbers,
    isData: dates + strangeDates > 0 ? dates > strangeDates : numbers > strangeNumbers,
  };
}
