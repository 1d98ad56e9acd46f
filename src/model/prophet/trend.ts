// Prophet's trend: a rate that changes at some moments, in scaled units. The formulas are those of Prophet's
// forecaster.py (piecewise_linear, piecewise_logistic):
// https://github.com/facebook/prophet/blob/v1.1/python/prophet/forecaster.py

/** The fitted model, in Prophet's scaled units: t runs from 0 to 1 over the history, y is divided by yScale. */
export interface Fit {
  growth: "linear" | "logistic" | "flat";
  k: number;
  m: number;
  delta: ArrayLike<number>;
  changepoints: readonly number[];
  sigma: number;
  yScale: number;
}

/** The levels between which logistic growth runs, one per row. */
export interface Limits {
  cap: readonly number[];
  floor: readonly number[];
}

/** Rate and offset of the trend. */
export type TrendState = Pick<Fit, "k" | "m">;

export function stateAfterHistory(fit: Fit): TrendState {
  const state = { k: fit.k, m: fit.m };
  if (fit.growth === "flat") return state;
  for (let i = 0; i < fit.changepoints.length; i++) change(fit, state, fit.changepoints[i]!, fit.delta[i]!);
  return state;
}

/** Changes the rate at one moment and moves the offset, so that the trend has no jump there. */
export function change({ growth }: Pick<Fit, "growth">, state: TrendState, at: number, delta: number): void {
  if (growth === "linear") state.m -= at * delta;
  else state.m += (at - state.m) * (1 - state.k / (state.k + delta));
  state.k += delta;
}

/** In units of y. */
export function levelAt(
  { growth, yScale }: Fit,
  { k, m }: TrendState,
  t: number,
  limits: Limits | undefined,
  row: number,
): number {
  if (growth === "flat") return m * yScale;
  if (growth === "linear" || limits === undefined) return (k * t + m) * yScale;
  const floor = limits.floor[row]!;
  return floor + (limits.cap[row]! - floor) / (1 + Math.exp(-k * (t - m)));
}
