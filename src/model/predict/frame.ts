// The table that models see: a danfo DataFrame with the columns
//   ds          seconds since the epoch, whole, ascending
//   y           the value (history)
//   yhat        the forecast; yhat_lower_80 and yhat_upper_80 for a band of 80 %
// It stands at the door of every model, ours and the user's, and nowhere else: one is made for the history of a series and
// one for the rows to forecast, and the model's own is read once. Loops run over plain arrays, since danfo's arithmetic
// needs tensorflow, which cloud-runner leaves out, and its sort slows down with the square of the rows.
import { DataFrame } from "danfojs-node";
import { percent } from "../numeric/percent.ts";
import type { Columns, Numbers } from "../numeric/numbers.ts";
import type { Band, ForecastRows } from "../series/forecast-table.ts";

export function createFrame(columns: Readonly<Record<string, Numbers>>): DataFrame {
  // Not every part of danfo takes typed arrays.
  const plain = Object.entries(columns).map(([name, values]) => [name, plainList(values)] as const);
  // Told here, since danfo finds types by writing numbers as words, which costs more than the rest of a short frame.
  const dtypes = plain.map(([, values]) => (values.every(Number.isInteger) ? "int32" : "float32"));
  return new DataFrame(Object.fromEntries(plain), { dtypes });
}

function plainList(values: Numbers): readonly number[] {
  if (!(values instanceof Float64Array)) return values as readonly number[];
  const list: number[] = [];
  for (let row = 0; row < values.length; row++) list.push(values[row]!);
  return list;
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

/** The other way round. */
export const readForecastFrame = (frame: DataFrame, levels: readonly number[]): ForecastRows => ({
  ds: columnOf(frame, "ds"),
  yhat: columnOf(frame, "yhat"),
  bands: levels.map((level) => ({
    lower: columnOf(frame, lowerColumn(level)),
    upper: columnOf(frame, upperColumn(level)),
  })),
});

/** What one of our models is given, read once. */
export const columnsOf = (frame: DataFrame): Columns =>
  Object.fromEntries(frame.columns.map((name) => [name, columnOf(frame, name)])) as unknown as Columns;

/** Of no more than what is asked for: `frame.column` copies and checks the index of the frame for each. */
export function columnOf(frame: DataFrame, name: string): number[] {
  const at = frame.columns.indexOf(name);
  return at < 0 ? (frame.column(name).values as number[]) : (frame.getColumnData[at] as number[]);
}

export const lowerColumn = (level: number): string => `yhat_lower_${percent(level)}`;
export const upperColumn = (level: number): string => `yhat_upper_${percent(level)}`;
