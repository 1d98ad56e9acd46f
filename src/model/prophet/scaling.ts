// Rows in the units of Prophet's program, and the trend that its fit starts from: as in forecaster.py and prophet.R (setup,
// set_changepoints, linear_growth_init), https://github.com/facebook/prophet/tree/v1.1
import type { Fit, Limits } from "./trend.ts";

export interface History {
  /** Seconds, ascending. */
  ds: readonly number[];
  y: readonly number[];
  limits: Limits | undefined;
  /** What y, less the floor, is divided by; above 0. */
  yScale: number;
}

/** What a fit needs beside its rows and their features. */
export interface FitOptions {
  growth: Fit["growth"];
  changepointPriorScale: number;
  /** Seconds, ascending, within the history. */
  changepoints: readonly number[];
}

/** The first rows of a history, which a fit learns from. */
export interface ScaledRows {
  /** From 0 to 1. */
  t: Float64Array;
  /** Less the floor. */
  y: Float64Array;
  /** Less the floor; 0 without logistic growth. */
  cap: Float64Array;
  changepoints: readonly number[];
  start: { k: number; m: number };
}

/** @param known how many of the rows are there to learn from */
export function scaledRows(
  { ds, y: values, limits, yScale }: History,
  { growth, changepoints }: Pick<FitOptions, "growth" | "changepoints">,
  known: number,
): ScaledRows {
  const [first, span] = [ds[0]!, ds[known - 1]! - ds[0]!];
  const [t, y, cap] = [0, 1, 2].map(() => new Float64Array(known)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < known; row++) {
    const floor = limits?.floor[row] ?? 0;
    t[row] = (ds[row]! - first) / span;
    y[row] = (values[row]! - floor) / yScale;
    if (limits !== undefined) cap[row] = (limits.cap[row]! - floor) / yScale;
  }
  return {
    t,
    y,
    cap,
    changepoints: changepoints.map((seconds) => (seconds - first) / span),
    start: startOf(growth, y, cap),
  };
}

/** The trend through the first and the last value. */
function startOf(growth: Fit["growth"], y: Float64Array, cap: Float64Array): { k: number; m: number } {
  const last = y.length - 1;
  if (growth === "flat") return { k: 0, m: y.reduce((sum, value) => sum + value, 0) / y.length };
  if (growth === "linear") return { k: y[last]! - y[0]!, m: y[0]! };
  const share = (row: number) => {
    const top = cap[row]!;
    return top / Math.max(0.01 * top, Math.min(0.99 * top, y[row]!));
  };
  const first = Math.abs(share(0) - share(last)) <= 0.01 ? 1.05 * share(0) : share(0);
  const [from, to] = [Math.log(first - 1), Math.log(share(last) - 1)];
  return { k: from - to, m: from / (from - to) };
}
