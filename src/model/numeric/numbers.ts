/** A column, whichever way it is kept: typed arrays are small and quick to pass on, plain ones are what danfo takes. */
export type Numbers = readonly number[] | Float64Array;
