// What a series shows before any model is fitted to it.
import { hasSeason } from "./methods/classical.ts";
import { demandOf, steadyDemand, type Demand } from "./methods/intermittent/kind.ts";
import { longSeason, shapeOf } from "./methods/long-season.ts";
import { decompose } from "./methods/stl.ts";
import { seasonalEvidence } from "./seasonal-evidence.ts";
import { stepEvidence, type StepEvidence } from "./step-evidence.ts";

export interface Traits {
  rows: number;
  /** Seasons that the series may have, in rows, ascending. */
  periods: readonly number[];
  /** 0 for no season to 1 for nothing else, for each period. Wang, Smith and Hyndman (2006). */
  strengths: readonly number[];
  /** Whether the shortest season passes the test of the theta method, or is plain to see. */
  hasSeason: boolean;
  /** How sure the shortest season is where the series holds few of it, 0 to 1; a half says nothing. */
  evidence: number;
  /** What the steps of the whole history say about how it goes on. */
  steps: StepEvidence;
  /** Whether there may be a season that the history is too short to show: it does not hold twice what the calendar knows. */
  mayHideSeason: boolean;
  hasNegatives: boolean;
  /** Whether most values repeat the one before, as prices do. */
  isStill: boolean;
  /** Whether values are zero mostly, and whether a season says when. */
  demand: Demand;
}

/** The test alone misses seasons beside a steep trend. Chosen on windows held out of the training parts of M1 and M3. */
const plainStrength = 0.6;

/**
 * @param y the newest steps, which are fitted
 * @param all of the history, since a winter's frost may be older
 * @param calendar seasons that the calendar knows
 */
export function traitsOf(
  y: Float64Array,
  periods: readonly number[],
  all: ArrayLike<number> = y,
  calendar: readonly number[] = [],
): Traits {
  const strengths = strengthsOf(y, periods);
  const hasNegatives = Array.prototype.some.call(all, (value: number) => value < 0);
  return {
    rows: y.length,
    periods,
    strengths,
    hasSeason: periods.length > 0 && (strengths[0]! >= plainStrength || hasSeason(y, periods[0]!)),
    evidence: seasonalEvidence(y, periods[0]),
    steps: stepEvidence(y, periods[0] ?? 1),
    mayHideSeason: periods.length === 0 && calendar.length > 0,
    hasNegatives,
    isStill: y.filter((value, t) => t > 0 && value === y[t - 1]).length > (y.length - 1) / 2,
    demand: hasNegatives ? steadyDemand : demandOf(y, periods),
  };
}

function strengthsOf(y: Float64Array, all: readonly number[]): number[] {
  const long = all.filter((period) => period > longSeason).map((period) => strengthOfShape(y, period));
  const periods = all.filter((period) => period <= longSeason);
  if (periods.length === 0) return long;
  if (long.length > 0) return [...strengthsOf(y.subarray(-4 * Math.max(...periods)), periods), ...long];
  const { trend, seasonals, adjusted } = decompose(y, periods, "periodic");
  const rest = adjusted.map((value, t) => value - trend[t]!);
  return seasonals.map((seasonal) => {
    const both = variance(rest.map((value, t) => value + seasonal[t]!));
    return both > 0 ? Math.max(0, 1 - variance(rest) / both) : 0;
  });
}

function strengthOfShape(y: Float64Array, period: number): number {
  const shape = shapeOf(y, period);
  const cycles = Math.floor(y.length / period);
  const whole = y.subarray(y.length - cycles * period);
  const all = variance(whole);
  return all > 0 ? Math.max(0, 1 - variance(whole.map((value, t) => value - shape[t % period]!)) / all) : 0;
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
