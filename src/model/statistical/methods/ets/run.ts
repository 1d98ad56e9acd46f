// One run of exponential smoothing over a series, with given parameters and start. Hyndman, Koehler, Ord and Snyder,
// Forecasting with Exponential Smoothing (2008), table 2.2 and equations 2.12; in the form of R's `ets`.
import type { Form } from "./form.ts";

/** Parameters and states. A run starts from the states, and leaves those behind the last value in them. */
export interface States {
  alpha: number;
  beta: number;
  gamma: number;
  phi: number;
  level: number;
  slope: number;
  /** By phase; the first belongs to the first value. Empty without a season. */
  seasons: Float64Array;
}

/** Against division by zero; values are of size 1. */
const tiny = 1e-10;

/**
 * @param y values of size about 1
 * @returns -2 times the logarithm of the likelihood, but for a constant; smaller is better
 */
export function run(y: Float64Array, form: Form, states: States): number {
  const { alpha, beta, gamma, phi, seasons } = states;
  const n = y.length;
  const period = seasons.length;
  const hasTrend = form.trend !== "N";
  const isRelative = form.error === "M";
  const adds = form.season === "A";
  const multiplies = form.season === "M";
  const share = beta / alpha;
  let { level, slope } = states;
  let phase = 0;
  let squares = 0;
  let logarithms = 0;
  // Logarithms are dear: a product stands for many of them.
  let product = 1;
  for (let t = 0; t < n; t++) {
    const value = y[t]!;
    const damped = hasTrend ? phi * slope : 0;
    const before = level + damped;
    let [expected, deseasoned, season] = [before, value, 0];
    if (adds) {
      season = seasons[phase]!;
      expected = before + season;
      deseasoned = value - season;
    } else if (multiplies) {
      season = seasons[phase]!;
      expected = before * season;
      deseasoned = value / Math.max(season, tiny);
    }
    if (isRelative) {
      // Where nothing is expected, no error can be relative to it.
      if (!(expected > tiny)) return Infinity;
      const error = value / expected - 1;
      squares += error * error;
      product *= expected;
      if (product < 1e-100 || product > 1e100) {
        logarithms += Math.log(product);
        product = 1;
      }
    } else {
      const error = value - expected;
      squares += error * error;
    }
    level = before + alpha * (deseasoned - before);
    if (hasTrend) slope = damped + share * (level - before);
    if (adds) {
      seasons[phase] = season + gamma * (value - before - season);
      if (++phase === period) phase = 0;
    } else if (multiplies) {
      seasons[phase] = season + gamma * (value / Math.max(before, tiny) - season);
      if (++phase === period) phase = 0;
    }
  }
  states.level = level;
  states.slope = slope;
  const likelihood = n * Math.log(Math.max(squares, 1e-300));
  return isRelative ? likelihood + 2 * (logarithms + Math.log(product)) : likelihood;
}

/** The expected path behind a run of `rows` values. */
export function continueRun(form: Form, states: States, rows: number, horizon: number): Float64Array {
  const { level, slope, phi, seasons } = states;
  const path = new Float64Array(horizon);
  let sum = 0;
  let factor = 1;
  for (let h = 0; h < horizon; h++) {
    factor *= phi;
    sum += factor;
    const without = form.trend === "N" ? level : level + sum * slope;
    const season = seasons[(rows + h) % seasons.length];
    path[h] = form.season === "A" ? without + season! : form.season === "M" ? without * season! : without;
  }
  return path;
}
