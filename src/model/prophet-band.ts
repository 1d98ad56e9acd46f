// Prophet's predictive distribution, drawn with our own seeded generator: augurs draws anew at every call, and the
// same input must give the same bytes. The formulas are those of Prophet's forecaster.py (sample_model,
// sample_predictive_trend, piecewise_linear, piecewise_logistic):
// https://github.com/facebook/prophet/blob/v1.1/python/prophet/forecaster.py
import type { Band } from "./frame.ts";
import { quantile } from "./quantile.ts";
import type { Random } from "./random.ts";

/** The fitted model, in Prophet's scaled units: t runs from 0 to 1 over the history, y is divided by yScale. */
export interface Fit {
  growth: "linear" | "logistic" | "flat";
  k: number;
  m: number;
  delta: ArrayLike<number>;
  changepoints: readonly number[];
  sigma: number;
  yScale: number;
  floor: number;
  /** Scaled; logistic growth only. */
  cap: number;
}

/** The future rows, in Prophet's scaled time and in units of y. */
export interface FutureRows {
  /** Ascending, all above 1. */
  t: readonly number[];
  additive: readonly number[];
  /** Relative to the trend. */
  multiplicative: readonly number[];
}

/** Steps of a draw that one band may cost; a long horizon is drawn less often, at least 200 times. */
const budget = 3_000_000;

export function affordableSamples(wanted: number, fit: Fit, t: readonly number[]): number {
  const costOfOne = t.length + fit.changepoints.length * Math.max(0, (t.at(-1) ?? 1) - 1);
  return Math.min(wanted, Math.max(200, Math.floor(budget / costOfOne)));
}

/** One band per level, all of the same draws. */
export function drawBands(
  fit: Fit,
  rows: FutureRows,
  levels: readonly number[],
  samples: number,
  random: Random,
): Band[] {
  const rowCount = rows.t.length;
  const draws = new Float64Array(rowCount * samples);
  const trend = new Float64Array(rowCount);
  const start = stateAfterHistory(fit);
  const scale = fit.sigma * fit.yScale;
  for (let sample = 0; sample < samples; sample++) {
    drawTrend(fit, start, rows.t, random, trend);
    for (let row = 0; row < rowCount; row++) {
      const level = trend[row]! * fit.yScale + fit.floor;
      draws[row * samples + sample] =
        level * (1 + rows.multiplicative[row]!) + rows.additive[row]! + scale * random.normal();
    }
  }
  const bands = levels.map(() => ({ lower: [] as number[], upper: [] as number[] }));
  for (let row = 0; row < rowCount; row++) {
    const sorted = draws.subarray(row * samples, (row + 1) * samples).sort();
    for (const [index, level] of levels.entries()) {
      bands[index]!.lower.push(quantile(sorted, (1 - level) / 2));
      bands[index]!.upper.push(quantile(sorted, (1 + level) / 2));
    }
  }
  return bands;
}

/** Rate and offset of the trend. */
interface TrendState {
  k: number;
  m: number;
}

function stateAfterHistory(fit: Fit): TrendState {
  const state = { k: fit.k, m: fit.m };
  for (let i = 0; i < fit.changepoints.length; i++) change(fit, state, fit.changepoints[i]!, fit.delta[i]!);
  return state;
}

/** Changes the rate at one moment and moves the offset, so that the trend has no jump there. */
function change({ growth }: Fit, state: TrendState, at: number, delta: number): void {
  if (growth === "linear") state.m -= at * delta;
  else state.m += (at - state.m) * (1 - state.k / (state.k + delta));
  state.k += delta;
}

/**
 * One future of the trend. Changes of rate come as a Poisson process, as often as in the history, and are Laplace
 * with the history's mean size. Exponential waiting times give that process already sorted.
 */
function drawTrend(
  fit: Fit,
  start: TrendState,
  t: readonly number[],
  random: Random,
  trend: Float64Array,
): void {
  if (fit.growth === "flat") {
    trend.fill(fit.m);
    return;
  }
  const state = { ...start };
  const rate = fit.changepoints.length;
  const size = meanSize(fit.delta) + 1e-8;
  let next = rate > 0 ? 1 + random.exponential() / rate : Infinity;
  for (let row = 0; row < t.length; row++) {
    const now = t[row]!;
    while (next <= now) {
      change(fit, state, next, size * random.laplace());
      next += random.exponential() / rate;
    }
    trend[row] =
      fit.growth === "linear"
        ? state.k * now + state.m
        : fit.cap / (1 + Math.exp(-state.k * (now - state.m)));
  }
}

function meanSize(delta: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < delta.length; i++) sum += Math.abs(delta[i]!);
  return delta.length === 0 ? 0 : sum / delta.length;
}
