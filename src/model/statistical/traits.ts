// What a series shows before any model is fitted to it.
import { decompose } from "./methods/stl.ts";

export interface Traits {
  rows: number;
  /** Seasons that the series may have, in rows, ascending. */
  periods: readonly number[];
  /** 0 for no season to 1 for nothing else, for each period. Wang, Smith and Hyndman (2006). */
  strengths: readonly number[];
  hasNegatives: boolean;
  /** Many zeros among the values, as in the sales of a slow item. */
  isIntermittent: boolean;
}

const manyZeros = 0.3;

export function traitsOf(y: Float64Array, periods: readonly number[]): Traits {
  let zeros = 0;
  let hasNegatives = false;
  for (const value of y) {
    if (value === 0) zeros++;
    if (value < 0) hasNegatives = true;
  }
  return {
    rows: y.length,
    periods,
    strengths: strengthsOf(y, periods),
    hasNegatives,
    isIntermittent: !hasNegatives && zeros > manyZeros * y.length,
  };
}

function strengthsOf(y: Float64Array, periods: readonly number[]): number[] {
  if (periods.length === 0) return [];
  const { trend, seasonals, adjusted } = decompose(y, periods, "periodic");
  const rest = adjusted.map((value, t) => value - trend[t]!);
  return seasonals.map((seasonal) => {
    const both = variance(rest.map((value, t) => value + seasonal[t]!));
    return both > 0 ? Math.max(0, 1 - variance(rest) / both) : 0;
  });
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
