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

export interface ScaledRows {
  /** From 0 to 1 over the rows to learn from. */
  t: number[];
  /** Less the floor; of the rows to learn from. */
  y: number[];
  /** Less the floor; 0 without logistic growth. */
  cap: number[];
  changepoints: number[];
  start: { k: number; m: number };
}

/** @param known how many of the rows are there to learn from; the first ones */
export function scaledRows(
  history: History,
  { growth, changepoints }: Pick<FitOptions, "growth" | "changepoints">,
  known: number,
): ScaledRows {
  const { ds, limits, yScale } = history;
  const [first, span] = [ds[0]!, ds[known - 1]! - ds[0]!];
  const scaledTime = (seconds: number) => (seconds - first) / span;
  const t = ds.map(scaledTime);
  const y = history.y.slice(0, known).map((value, row) => (value - (limits?.floor[row] ?? 0)) / yScale);
  const cap = t.map((_, row) =>
    limits === undefined ? 0 : (limits.cap[row]! - limits.floor[row]!) / yScale,
  );
  return {
    t,
    y,
    cap,
    changepoints: changepoints.map(scaledTime),
    start: startOf(growth, t.slice(0, known), y, cap.slice(0, known)),
  };
}

/** The trend through the first and the last value. */
function startOf(
  growth: Fit["growth"],
  t: readonly number[],
  y: readonly number[],
  cap: readonly number[],
): { k: number; m: number } {
  const reach = t.at(-1)! - t[0]!;
  if (growth === "flat") return { k: 0, m: y.reduce((sum, value) => sum + value, 0) / y.length };
  if (growth === "linear") {
    const k = (y.at(-1)! - y[0]!) / reach;
    return { k, m: y[0]! - k * t[0]! };
  }
  const share = (row: number) => {
    const top = cap.at(row)!;
    return top / Math.max(0.01 * top, Math.min(0.99 * top, y.at(row)!));
  };
  const last = share(-1);
  const first = Math.abs(share(0) - last) <= 0.01 ? 1.05 * share(0) : share(0);
  const [from, to] = [Math.log(first - 1), Math.log(last - 1)];
  return { k: (from - to) / reach, m: (from * reach) / (from - to) };
}
