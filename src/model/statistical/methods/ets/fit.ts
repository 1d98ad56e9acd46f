// Exponential smoothing of one form, fitted to a series; and of the best form.
import { minimise, type Bound } from "../nelder-mead.ts";
import { steadiness } from "../smoothing.ts";
import { formsFor, parametersOf, type Form } from "./form.ts";
import { continueRun, run, type States } from "./run.ts";
import { startOf } from "./start.ts";

export interface Fit {
  form: Form;
  /** Corrected information criterion of Akaike; smaller is better. */
  aicc: number;
  states: States;
  rows: number;
}

/** @returns undefined where the form cannot be: a value or a season's factor is not positive */
export function fitForm(y: Float64Array, form: Form, period: number): Fit | undefined {
  const n = y.length;
  const count = parametersOf(form, period);
  const start = startOf(y, form, period);
  if (start === undefined) return undefined;
  let [low, high] = [Infinity, -Infinity];
  for (const value of y) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const range = Math.max(high - low, 1e-9 * Math.max(Math.abs(low), Math.abs(high)));
  const hasTrend = form.trend !== "N";
  const hasSeason = form.season !== "N";
  const unit = { low: 0.0001, high: 0.9999 };
  const bounds: Bound[] = [{ start: hasSeason ? 0.2 : 0.3, ...unit }];
  bounds.push({ start: start.level, low: start.level - range / 2, high: start.level + range / 2 });
  if (hasTrend) {
    bounds.push({ start: steadiness / 2, low: 0.0001, high: steadiness });
    bounds.push({ start: start.slope, low: start.slope - range / 10, high: start.slope + range / 10 });
  }
  if (hasSeason) bounds.push({ start: 0.05, ...unit });
  if (form.trend === "Ad") bounds.push({ start: 0.95, low: 0.8, high: 0.98 });
  const states: States = {
    alpha: 0,
    beta: 0,
    gamma: 0,
    phi: 1,
    level: 0,
    slope: 0,
    seasons: new Float64Array(start.seasons.length),
  };
  const runFrom = (at: readonly number[]) => {
    let i = 0;
    states.alpha = at[i++]!;
    states.level = at[i++]!;
    if (hasTrend) {
      // The trend's share of alpha, so that beta never exceeds alpha.
      states.beta = at[i++]! * states.alpha;
      states.slope = at[i++]!;
    }
    if (hasSeason) states.gamma = at[i++]! * (1 - states.alpha);
    if (form.trend === "Ad") states.phi = at[i]!;
    states.seasons.set(start.seasons);
    return run(y, form, states);
  };
  const best = minimise(runFrom, bounds);
  const likelihood = runFrom(best);
  if (!Number.isFinite(likelihood)) return undefined;
  const aicc = likelihood + 2 * count + (2 * count * (count + 1)) / Math.max(n - count - 1, 0.1);
  return { form, aicc, states, rows: n };
}

/** Older values have no weight left in most fits, and cost time in all. */
const maximumValues = 1000;

/**
 * The form with the least AICc, as R's `ets` chooses: Hyndman and Khandakar (2008), "Automatic time series forecasting",
 * https://doi.org/10.18637/jss.v027.i03. Unlike there, the
 * season's start is not fitted but taken from the decomposition: on windows held out of the training parts of M1 and M3 that forecast as
 * well as statsforecast's AutoETS in a tenth of its time.
 * @param values of size about 1
 * @param period at most half as long as the series; 1 for no season
 */
export function fitBest(values: Float64Array, period: number): Fit | undefined {
  const y = values.subarray(Math.max(0, values.length - maximumValues));
  let isPositive = true;
  for (const value of y) if (!(value > 0)) isPositive = false;
  let best: Fit | undefined;
  for (const form of formsFor(period, isPositive)) {
    const fit = fitForm(y, form, period);
    if (fit !== undefined && !(fit.aicc >= (best?.aicc ?? Infinity))) best = fit;
  }
  return best;
}

export const forecastFit = ({ form, states, rows }: Fit, horizon: number): Float64Array =>
  continueRun(form, states, rows, horizon);
