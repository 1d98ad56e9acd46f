// The table that models see: a danfo DataFrame with the columns
//   ds          seconds since the epoch, whole, ascending
//   y           the value (history)
//   yhat        the forecast; yhat_lower_80 and yhat_upper_80 for a band of 80 %
// Frames carry columns across borders and nothing more. Loops run over plain arrays, since danfo's own arithmetic
// needs tensorflow, which cloud-runner leaves out, and its sort slows down with the square of the rows.
import { DataFrame } from "danfojs-node";
import { percent } from "../numeric/percent.ts";

export interface Band {
  lower: number[];
  upper: number[];
}

export function createFrame(columns: Readonly<Record<string, readonly number[]>>): DataFrame {
  return new DataFrame(columns);
}

/** @param bands one per level */
export function forecastFrame(
  ds: readonly number[],
  yhat: readonly number[],
  levels: readonly number[],
  bands: readonly Band[],
): DataFrame {
  const columns: Record<string, readonly number[]> = { ds, yhat };
  for (const [index, level] of levels.entries()) {
    columns[lowerColumn(level)] = bands[index]!.lower;
    columns[upperColumn(level)] = bands[index]!.upper;
  }
  return createFrame(columns);
}

export function columnOf(frame: DataFrame, name: string): number[] {
  return frame.column(name).values as number[];
}

export const lowerColumn = (level: number): string => `yhat_lower_${percent(level)}`;
export const upperColumn = (level: number): string => `yhat_upper_${percent(level)}`;
