// How good one forecast was, and how good several were on average.
import {
  bias,
  coverage,
  maseScale,
  mean,
  meanAbsoluteError,
  rootMeanSquaredError,
  smape,
} from "./accuracy.ts";
import type { Numbers } from "../numeric/numbers.ts";

/** A forecast, each band with its level. */
export interface PointsAndBands {
  yhat: readonly number[];
  bands: readonly { level: number; lower: readonly number[]; upper: readonly number[] }[];
}

export interface Scores {
  /** In percent, 0 to 200. */
  smape: number;
  /** Null where the history never changes, so that there is nothing to measure by. */
  mase: number | null;
  /** In units of y, as are bias and width. */
  rmse: number;
  /** Above 0 when the forecast is too high. */
  bias: number;
  /** Share of the values inside, 0 to 1, and the mean distance of the edges. */
  intervals: { level: number; coverage: number; width: number }[];
}

export interface Truth {
  y: Numbers;
  /** For each value its row of the forecast, from 0. */
  row: readonly number[];
}

export function scoreForecast(
  history: Numbers,
  truth: Truth,
  forecast: PointsAndBands,
  season: number,
): Scores {
  const y = Array.from(truth.y);
  const at = (values: readonly number[]) => truth.row.map((row) => values[row]!);
  const yhat = at(forecast.yhat);
  const scale = scaleOf(history, season);
  return {
    smape: smape(y, yhat),
    mase: scale > 0 ? meanAbsoluteError(y, yhat) / scale : null,
    rmse: rootMeanSquaredError(y, yhat),
    bias: bias(y, yhat),
    intervals: forecast.bands.map(({ level, lower, upper }) => ({
      level,
      coverage: coverage(y, at(lower), at(upper)),
      width: meanAbsoluteError(at(lower), at(upper)),
    })),
  };
}

/** @param season by which MASE scales; where the history is not longer, neighbours are compared instead */
export const scaleOf = (history: Numbers, season: number): number =>
  maseScale(Array.from(history), season < history.length ? season : 1);

/** Each measure's mean; MASE over those that have one. */
export function meanScores(all: readonly Scores[]): Scores {
  const average = (of: (scores: Scores) => number) => mean(all.map(of));
  const scaled = all.flatMap(({ mase }) => (mase === null ? [] : [mase]));
  return {
    smape: average((scores) => scores.smape),
    mase: scaled.length === 0 ? null : mean(scaled),
    rmse: average((scores) => scores.rmse),
    bias: average((scores) => scores.bias),
    intervals: (all[0]?.intervals ?? []).map(({ level }, i) => ({
      level,
      coverage: average(({ intervals }) => intervals[i]!.coverage),
      width: average(({ intervals }) => intervals[i]!.width),
    })),
  };
}
