// What a series shows before any model is fitted to it.
import { hasSeason } from "./methods/classical.ts";
import { demandOf, type Demand } from "./methods/intermittent/kind.ts";
import { decompose } from "./methods/stl.ts";

export interface Traits {
  rows: number;
  /** Seasons that the series may have, in rows, ascending. */
  periods: readonly number[];
  /** 0 for no season to 1 for nothing else, for each period. Wang, Smith and Hyndman (2006). */
  strengths: readonly number[];
  /** Whether the shortest season passes the test of the theta method, or is plain to see. */
  hasSeason: boolean;
  hasNegatives: boolean;
  /** Whether values are zero mostly, and whether a season says when. */
  demand: Demand;
}

/** The test alone misses seasons beside a steep trend. Chosen on windows held out of the training parts of M1 and M3. */
const plainStrength = 0.6;

export function traitsOf(y: Float64Array, periods: readonly number[]): Traits {
  const strengths = strengthsOf(y, periods);
  let hasNegatives = false;
  for (const value of y) {
    if (value < 0) hasNegatives = true;
  }
  return {
    rows: y.length,
    periods,
    strengths,
    hasSeason: periods.length > 0 && (strengths[0]! >= plainStrength || hasSeason(y, periods[0]!)),
    hasNegatives,
    demand: demandOf(y, periods),
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
