// Columns of numbers.

/** A column, whichever way it is kept: typed arrays are small and quick to pass on, plain ones are what danfo takes. */
export type Numbers = readonly number[] | Float64Array;

/** The columns of a model's frame, by name, once they are read. */
export interface Columns extends Readonly<Record<string, readonly number[]>> {
  readonly ds: readonly number[];
}

/** Equal but for rounding. */
export function isConstant(values: Iterable<number>): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}
