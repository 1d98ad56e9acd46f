// The fit of Prophet by Stan, with the data of Prophet's forecaster.py and prophet.R:
// https://github.com/facebook/prophet/tree/v1.1
import type { Feature } from "./features.ts";
import { stateAfterHistory, type Fit } from "./trend.ts";
import { scaledRows, type FitOptions, type History } from "./scaling.ts";
import type { Optimize, StanParameters } from "./stan.ts";

export interface Fitted {
  fit: Fit;
  /** The features' coefficients; of additive ones in scaled units. */
  beta: ArrayLike<number>;
}

/** Stan came to no result, or trapped, which ends no more than its own instance. */
export class StanFailure extends Error {
  constructor(cause: unknown) {
    super(`Stan failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "StanFailure";
  }
}

const trends = ["linear", "logistic", "flat"] as const;

/** A trend that cannot bend still has one place in Stan's program, at the start. */
const dummy = [0];

/** @throws StanFailure */
export function fitProphet(
  optimize: Optimize,
  history: History,
  features: readonly Feature[],
  options: FitOptions,
): Fitted {
  const { t, y, cap, changepoints, start } = scaledRows(history, options, history.ds.length);
  const isFixed = changepoints.length === 0;
  const places = isFixed ? dummy : changepoints;
  const columns = features.length > 0 ? features : [noFeature(t.length)];
  const data = {
    T: t.length,
    y,
    t,
    cap,
    S: places.length,
    t_change: places,
    trend_indicator: trends.indexOf(options.growth),
    K: columns.length,
    s_a: columns.map(({ mode }) => (mode === "additive" ? 1 : 0)),
    s_m: columns.map(({ mode }) => (mode === "multiplicative" ? 1 : 0)),
    X: t.map((_, row) => columns.map((column) => column.history[row]!)),
    sigmas: columns.map(({ priorScale }) => priorScale),
    // The dummy's prior has a kink just where the optimum lies: L-BFGS fails there for most series. A wide prior takes
    // the kink away and leaves the forecast as it is, since the dummy and the rate are one and the same.
    tau: isFixed ? 1000 : options.changepointPriorScale,
  };
  const inits = {
    ...start,
    delta: new Float64Array(places.length),
    beta: new Float64Array(columns.length),
    sigmaObs: 1,
  };
  const { params } = fromSeveralStarts(optimize, inits, JSON.stringify(data), options.changepointPriorScale);
  const fit: Fit = {
    growth: options.growth,
    k: params.k,
    m: params.m,
    delta: params.delta,
    changepoints: places,
    sigma: params.sigmaObs,
    yScale: history.yScale,
  };
  const fixed = isFixed ? { ...stateAfterHistory(fit), delta: [], changepoints: [] } : {};
  return { fit: { ...fit, ...fixed }, beta: params.beta };
}

/** Stan's program wants at least one column. */
const noFeature = (rows: number): Feature => ({
  name: "none",
  history: Array<number>(rows).fill(0),
  future: [],
  priorScale: 1,
  mode: "additive",
});

/**
 * Prophet's Python and R libraries go on with Newton's method when L-BFGS fails; in WebAssembly Newton's method always
 * traps. Another start helps nearly as often. The usual start comes first, so that usual series fit as elsewhere.
 *
 * It goes with ten remembered steps. On the kinks of the changepoints' prior L-BFGS stops where its memory leads it: with
 * Stan's own five the stop was less probable in the three series for which both were compared, and 0.25 % away from a
 * published forecast that ten meet to 0.01 %.
 */
function fromSeveralStarts(optimize: Optimize, inits: StanParameters, data: string, tau: number) {
  const start = (sigmaObs: number): StanParameters => ({
    k: inits.k + 0.01,
    m: inits.m + 0.01,
    delta: inits.delta.map((_, index) => 0.1 * tau * Math.cos(index)),
    beta: inits.beta.map((_, index) => 0.01 * Math.sin(index + 1)),
    sigmaObs,
  });
  const starts = [
    { from: inits, historySize: 10 },
    { from: start(0.5), historySize: 5 },
    { from: start(0.1), historySize: 5 },
  ];
  let cause: unknown;
  for (const { from, historySize } of starts) {
    try {
      return optimize(from, data, { seed: 1, iter: mostSteps, historySize });
    } catch (error) {
      cause = error;
    }
  }
  return upToTheKink(optimize, inits, data, cause);
}

const mostSteps = 10_000;

/**
 * With few changepoints the optimum often lies on a kink of their prior, where one of them bends nothing. L-BFGS gets
 * there, finds no step that is better still, and calls that a failure. So it is stopped one step before.
 * @throws StanFailure when there is not even a first step
 */
function upToTheKink(optimize: Optimize, inits: StanParameters, data: string, cause: unknown) {
  let best: ReturnType<Optimize> | undefined;
  const reaches = (iter: number): boolean => {
    try {
      best = optimize(inits, data, { seed: 1, iter, historySize: 10 });
      return true;
    } catch {
      return false;
    }
  };
  let [reached, failed] = [0, 16];
  while (failed < mostSteps && reaches(failed)) [reached, failed] = [failed, 2 * failed];
  while (failed - reached > 1) {
    const middle = Math.floor((reached + failed) / 2);
    if (reaches(middle)) reached = middle;
    else failed = middle;
  }
  if (best === undefined) throw new StanFailure(cause);
  return best;
}
