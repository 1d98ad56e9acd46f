// Prophet's predictive distribution, drawn with our own seeded generator: the same input must give the same bytes. The formulas are those of Prophet's forecaster.py (sample_model,
// sample_predictive_trend):
// https://github.com/facebook/prophet/blob/v1.1/python/prophet/forecaster.py
import type { Band } from "../series/forecast-table.ts";
import type { ProphetBands } from "./explanation.ts";
import { change, levelAt, stateAfterHistory, type Fit, type Limits, type TrendState } from "./trend.ts";
import { quantile } from "../numeric/quantile.ts";
import type { Random } from "../numeric/random.ts";

/** The future rows, in Prophet's scaled time and in units of y. */
export interface FutureRows {
  /** Ascending, all above 1. */
  t: readonly number[];
  additive: readonly number[];
  /** Relative to the trend. */
  multiplicative: readonly number[];
  /** Logistic growth only. */
  limits?: Limits | undefined;
}

/** Steps of a draw that one band may cost; a long horizon is drawn less often, at least 200 times. */
const budget = 3_000_000;

export function affordableSamples(wanted: number, fit: Fit, t: readonly number[]): number {
  const costOfOne = t.length + fit.changepoints.length * Math.max(0, (t.at(-1) ?? 1) - 1);
  return Math.min(wanted, Math.max(200, Math.floor(budget / costOfOne)));
}

const usualSamples = 1000;

interface Wanted {
  yhat: readonly number[];
  levels: readonly number[];
  /** Draws, where the user says how many. */
  samples: number | undefined;
}

/** The bands of as many futures as can be afforded, with the points inside. */
export function simulatedBands(
  fit: Fit,
  rows: FutureRows,
  { yhat, levels, samples: wanted = usualSamples }: Wanted,
  random: Random,
): ProphetBands {
  const samples = affordableSamples(wanted, fit, rows.t);
  const bands = drawBands(fit, rows, levels, samples, random).map(({ lower, upper }) => ({
    // The quantiles of a very narrow band may miss the point by chance.
    lower: lower.map((value, row) => Math.min(value, yhat[row]!)),
    upper: upper.map((value, row) => Math.max(value, yhat[row]!)),
  }));
  const warnings =
    samples < wanted
      ? [`The band was drawn from ${samples} futures instead of ${wanted}, since the horizon is long.`]
      : [];
  return { bands, source: { samples }, warnings };
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
    drawTrend(fit, start, rows, random, trend);
    for (let row = 0; row < rowCount; row++) {
      const level = trend[row]!;
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

/**
 * One future of the trend, in units of y. Changes of rate come as a Poisson process, as often as in the history, and are Laplace
 * with the history's mean size. Exponential waiting times give that process already sorted.
 */
function drawTrend(
  fit: Fit,
  start: TrendState,
  { t, limits }: FutureRows,
  random: Random,
  trend: Float64Array,
): void {
  const state = { ...start };
  const rate = fit.growth === "flat" ? 0 : fit.changepoints.length;
  const size = meanSize(fit.delta) + 1e-8;
  let next = rate > 0 ? 1 + random.exponential() / rate : Infinity;
  for (let row = 0; row < t.length; row++) {
    const now = t[row]!;
    while (next <= now) {
      change(fit, state, next, size * random.laplace());
      next += random.exponential() / rate;
    }
    trend[row] = levelAt(fit, state, now, limits, row);
  }
}

function meanSize(delta: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < delta.length; i++) sum += Math.abs(delta[i]!);
  return delta.length === 0 ? 0 : sum / delta.length;
}
