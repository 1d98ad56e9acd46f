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
  const [alpha, theta, level] = minimise(
    ([a, th, l]) => run(y, a!, th!, l!, 0).squares,
    [
      { start: 0.5, low: 0.1, high: 0.99 },
      { start: 2, low: 1, high: 20 },
      { start: first, low: first - spread, high: first + spread },
    ],
  );
  return run(y, alpha!, theta!, level!, horizon).future;
}

function run(
  y: ArrayLike<number>,
  alpha: number,
  theta: number,
  start: number,
  horizon: number,
): { squares: number; future: number[] } {
  const n = y.length;
  const share = 1 - 1 / theta;
  const future: number[] = [];
  let squares = 0;
  let level = start;
  let mean = 0;
  let slope = 0;
  let intercept = 0;
  // (1 - alpha)^(t - 1)
  let power = 1;
  for (let t = 1; t <= n + horizon; t++) {
    const expected = level + share * (power * intercept + ((1 - power * (1 - alpha)) / alpha) * slope);
    const value = t <= n ? y[t - 1]! : expected;
    if (t > n) future.push(expected);
    else if (t > burnIn) squares += (value - expected) ** 2;
    level = alpha * value + (1 - alpha) * level;
    const former = mean;
    mean = ((t - 1) * mean + value) / t;
    slope = t === 1 ? 0 : ((t - 2) * slope + (6 / t) * (value - former)) / (t + 1);
    intercept = mean - ((t + 1) / 2) * slope;
    power *= 1 - alpha;
  }
  return { squares, future };
}
