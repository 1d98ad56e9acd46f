// The Dynamic Optimised Theta model of Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016), "Models for
// optimising the theta method and their relationship to state space models", DOTM; for series without seasons.
import { minimise } from "./nelder-mead.ts";

/** Errors at the start come from the start values and not from the model. */
const burnIn = 3;

/** @param y at least 4 values */
export function dynamicTheta(y: ArrayLike<number>, horizon: number): number[] {
  const first = y[0]!;
  let [low, high] = [first, first];
  for (let t = 1; t < y.length; t++) {
    low = Math.min(low, y[t]!);
    high = Math.max(high, y[t]!);
  }
  const spread = Math.max(high - low, 1e-9 * Math.abs(first));
  const lines = linesBefore(y);
  const [alpha, theta, level] = minimise(
    (at) => squaresOf(y, lines, at[0]!, at[1]!, at[2]!),
    [
      { start: 0.5, low: 0.1, high: 0.99 },
      { start: 2, low: 1, high: 20 },
      { start: first, low: first - spread, high: first + spread },
    ],
  );
  return continued(y, lines, alpha!, theta!, level!, horizon);
}

/** The straight lines through the values before each step, by least squares; the model's parameters do not move them. */
interface Lines {
  intercepts: Float64Array;
  slopes: Float64Array;
  mean: number;
}

function linesBefore(y: ArrayLike<number>): Lines {
  const n = y.length;
  const [intercepts, slopes] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  let mean = 0;
  let slope = 0;
  for (let t = 1; t <= n; t++) {
    ({ mean, slope } = lineWith(y[t - 1]!, t, mean, slope));
    intercepts[t] = mean - ((t + 1) / 2) * slope;
    slopes[t] = slope;
  }
  return { intercepts, slopes, mean };
}

/** Mean and slope of t values, from those of t - 1 values and the newest. */
function lineWith(value: number, t: number, former: number, slope: number): { mean: number; slope: number } {
  const mean = ((t - 1) * former + value) / t;
  return { mean, slope: t === 1 ? 0 : ((t - 2) * slope + (6 / t) * (value - former)) / (t + 1) };
}

function squaresOf(
  y: ArrayLike<number>,
  { intercepts, slopes }: Lines,
  alpha: number,
  theta: number,
  start: number,
): number {
  const n = y.length;
  const share = 1 - 1 / theta;
  const rest = 1 - alpha;
  let squares = 0;
  let level = start;
  // (1 - alpha)^t
  let power = 1;
  for (let t = 0; t < n; t++) {
    const value = y[t]!;
    if (t >= burnIn) {
      const expected = level + share * (power * intercepts[t]! + ((1 - power * rest) / alpha) * slopes[t]!);
      squares += (value - expected) ** 2;
    }
    level = alpha * value + rest * level;
    power *= rest;
  }
  return squares;
}

function continued(
  y: ArrayLike<number>,
  { intercepts, slopes, mean: last }: Lines,
  alpha: number,
  theta: number,
  start: number,
  horizon: number,
): number[] {
  const n = y.length;
  const share = 1 - 1 / theta;
  const rest = 1 - alpha;
  let level = start;
  let power = 1;
  for (let t = 0; t < n; t++) {
    level = alpha * y[t]! + rest * level;
    power *= rest;
  }
  const future: number[] = [];
  let [mean, slope, intercept] = [last, slopes[n]!, intercepts[n]!];
  for (let t = n + 1; t <= n + horizon; t++) {
    const expected = level + share * (power * intercept + ((1 - power * rest) / alpha) * slope);
    future.push(expected);
    level = alpha * expected + rest * level;
    ({ mean, slope } = lineWith(expected, t, mean, slope));
    intercept = mean - ((t + 1) / 2) * slope;
    power *= rest;
  }
  return future;
}
