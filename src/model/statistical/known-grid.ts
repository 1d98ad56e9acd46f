// A series on its regular grid, where steps without a row are not filled by a wild value beside them: else one spike
// between two missing months would make three high ones.
import type { Columns } from "../numeric/numbers.ts";
import { stepsBetween, type Frequency } from "../time/frequency.ts";
import { onGrid, type RegularGrid } from "../time/regular-grid.ts";
import { unusualValues } from "./unusual-values.ts";

/** As onGrid; values that lie far off the rows before and behind them stay in their place, and fill no others. */
export function onKnownGrid(
  history: Columns,
  future: Columns,
  frequency: Frequency,
  season: number,
): RegularGrid {
  const grid = onGrid(history, future, frequency, season);
  if (grid.filled === 0) return grid;
  const { ds } = history;
  const values = history["y"]!;
  // Without its seasons, since rows are no steps here: only what is wild beside them stands out.
  const wild = unusualValues(Float64Array.from(values), [])
    .map(({ row }) => row)
    .filter((row) => row > 0 && row < ds.length - 1);
  if (wild.length === 0) return grid;
  const isCalm = (_: number, row: number) => !wild.includes(row);
  const calm = { ds: ds.filter(isCalm), y: values.filter(isCalm) };
  const { y } = onGrid(calm, future, frequency, season);
  const last = ds.at(-1)!;
  for (const row of wild) {
    const at = y.length - 1 - stepsBetween(frequency, ds[row]!, last);
    if (at >= 0) y[at] = values[row]!;
  }
  return { ...grid, y };
}
