/** A column, whichever way it is kept: typed arrays are small and quick to pass on, plain ones are what danfo takes. */
export type Numbers = readonly number[] | Float64Array;

/** The columns of a model's frame, by name, once they are read. */
export interface Columns extends Readonly<Record<string, readonly number[]>> {
  readonly ds: readonly number[];
}
