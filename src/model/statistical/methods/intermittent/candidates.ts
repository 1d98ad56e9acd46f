// The forecasts that auto weighs for intermittent demand: each method for the mean rate, along the season of the demand.
import { profileOf } from "./profile.ts";
import {
  aggregated,
  endedDemand,
  meanRate,
  multiplyAggregated,
  syntetosBoylan,
  teunterSyntetosBabai,
  type RateMethod,
} from "./rates.ts";

const methods: Readonly<Record<string, RateMethod>> = {
  "demand-mean": meanRate,
  sba: syntetosBoylan,
  tsb: teunterSyntetosBabai,
  "tsb-ended": endedDemand,
  adida: aggregated,
  imapa: multiplyAggregated,
};

const names: ReadonlySet<string> = new Set(Object.keys(methods));

export const isDemandMethod = (name: string): boolean => names.has(name);

/**
 * @param add is given each candidate's name and the forecast
 * @param y at least 4 values, none negative
 * @param wanted says which candidates to compute, by name
 */
export function addDemandMethods(
  add: (name: string, forecast: () => ArrayLike<number> | undefined) => void,
  y: Float64Array,
  periods: readonly number[],
  horizon: number,
  wanted: (name: string) => boolean,
): void {
  const chosen = [...names].filter((name) => wanted(name));
  if (chosen.length === 0) return;
  if (!y.some((value) => value > 0)) {
    for (const name of chosen) add(name, () => Array<number>(horizon).fill(0));
    return;
  }
  const { period, rates } = profileOf(y, periods);
  // What each step would have been in a phase of the mean rate; steps that never have demand tell nothing.
  const open = y.filter((_, t) => rates[t % period]! > 0);
  const openRates = y.map((_, t) => rates[t % period]!).filter((rate) => rate > 0);
  const level = open.map((value, i) => value / Math.max(openRates[i]!, leastRate));
  // A season drawn to the mean divides demand by too much or too little; the mean shall stay.
  const kept = sum(y) / ((sum(level) / level.length) * sum(openRates));
  for (const name of chosen) {
    add(name, () => {
      const rate = kept * methods[name]!(level, horizon);
      return Array.from({ length: horizon }, (_, h) => rate * rates[(y.length + h) % period]!);
    });
  }
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** Demand of a phase that has next to none would seem huge, were it divided by less. */
const leastRate = 0.1;
