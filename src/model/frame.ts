// The table that models see: a danfo DataFrame with the columns
//   ds          seconds since the epoch, whole, ascending
//   y           the value (history)
//   yhat        the forecast; yhat_lower and yhat_upper when a band was asked for
// Frames carry columns across borders and nothing more. Loops run over plain arrays, since danfo's own arithmetic
// needs tensorflow, which cloud-runner leaves out, and its sort slows down with the square of the rows.
import { DataFrame } from "danfojs-node";

export type Column = "ds" | "y" | "yhat" | "yhat_lower" | "yhat_upper";

export function createFrame(columns: Partial<Record<Column, readonly number[]>>): DataFrame {
  return new DataFrame(columns);
}

export function hasColumn(frame: DataFrame, name: Column): boolean {
  return frame.columns.includes(name);
}

export function columnOf(frame: DataFrame, name: Column): number[] {
  return frame.column(name).values as number[];
}
