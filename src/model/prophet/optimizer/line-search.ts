// Stan's line search, for the strong Wolfe conditions, step by step as in its bfgs_linesearch.hpp:
// https://github.com/stan-dev/stan/blob/v2.37.0/src/stan/optimization/bfgs_linesearch.hpp
import { dot, isPossible, type Objective } from "./objective.ts";

const sufficientDecrease = 1e-4;
const curvature = 0.9;
const smallestStep = 1e-12;
const smallestRange = 1e-16;
const mostTrials = 20;
const mostRestarts = 10;

/** Where the search starts, and the way it goes. */
export interface Ray {
  from: Float64Array;
  value: number;
  gradient: Float64Array;
  direction: Float64Array;
}

/** Where the search ends. */
export interface Trial {
  at: Float64Array;
  value: number;
  gradient: Float64Array;
  /** Step, in lengths of the direction. */
  alpha: number;
}

/** A step with its value, and the slope there along the direction. */
interface Bound {
  alpha: number;
  value: number;
  slope: number;
}

/**
 * @param trial its `alpha` is the first step to try; all of it is overwritten
 * @returns whether a step was found
 */
export function searchLine(objective: Objective, ray: Ray, trial: Trial): boolean {
  const slope = dot(ray.gradient, ray.direction);
  let before: Bound = { alpha: 0, value: ray.value, slope };
  // Stan starts the bracket here.
  before.alpha = smallestStep;
  let alpha = trial.alpha;
  let restarts = 0;
  for (let trials = 0; trials < mostTrials; ) {
    if (!evaluateAt(objective, ray, trial, alpha)) {
      if (restarts++ >= mostRestarts) return false;
      alpha = 0.5 * (before.alpha + alpha);
      continue;
    }
    restarts = 0;
    const now: Bound = { alpha, value: trial.value, slope: dot(trial.gradient, ray.direction) };
    // The first step, and not this one, as in Stan.
    const isTooHigh = now.value > ray.value + trial.alpha * sufficientDecrease * slope;
    if (isTooHigh || (now.value >= before.value && trials > 0)) {
      return zoom(objective, ray, trial, slope, before, now);
    }
    if (Math.abs(now.slope) <= -curvature * slope) {
      trial.alpha = alpha;
      return true;
    }
    if (now.slope >= 0) return zoom(objective, ray, trial, slope, now, before);
    before = now;
    alpha *= 10;
    trials++;
  }
  return false;
}

/** Narrows the bracket between a low and a high step. */
function zoom(objective: Objective, ray: Ray, trial: Trial, slope: number, low: Bound, high: Bound): boolean {
  for (let round = 1; ; round++) {
    if (Math.abs(low.alpha - high.alpha) < smallestRange) return false;
    const least = Math.min(low.alpha, high.alpha);
    let alpha = round % 5 === 0 ? 0.5 * (low.alpha + high.alpha) : between(low, high);
    while (!evaluateAt(objective, ray, trial, alpha)) {
      alpha = 0.5 * (alpha + least);
      if (Math.abs(least - alpha) < smallestRange) return false;
    }
    trial.alpha = alpha;
    const now: Bound = { alpha, value: trial.value, slope: dot(trial.gradient, ray.direction) };
    if (now.value > ray.value + alpha * sufficientDecrease * slope || now.value >= low.value) {
      high = now;
    } else {
      if (Math.abs(now.slope) <= -curvature * slope) return true;
      if (now.slope * (high.alpha - low.alpha) >= 0) high = low;
      low = now;
    }
  }
}

/** The minimum of the cubic through both ends, or the middle where it lies at an end. */
function between(low: Bound, high: Bound): number {
  const range = high.alpha - low.alpha;
  const first = low.slope + high.slope - (3 * (low.value - high.value)) / -range;
  const root = Math.sqrt(first * first - low.slope * high.slope);
  const second = range < 0 ? -root : root;
  const alpha = high.alpha - (range * (high.slope + second - first)) / (high.slope - low.slope + 2 * second);
  const margin = 0.01 * Math.abs(range);
  const isInside =
    alpha >= Math.min(low.alpha, high.alpha) + margin && alpha <= Math.max(low.alpha, high.alpha) - margin;
  return isInside ? alpha : 0.5 * (low.alpha + high.alpha);
}

function evaluateAt(objective: Objective, ray: Ray, trial: Trial, alpha: number): boolean {
  const { at } = trial;
  const { from, direction } = ray;
  for (let i = 0; i < at.length; i++) at[i] = from[i]! + alpha * direction[i]!;
  trial.value = objective.evaluate(at, trial.gradient);
  return isPossible(trial.value, trial.gradient);
}

/**
 * Where the cubic with the value 0 at 0 and f at x, and with these slopes, is least between both bounds.
 * Stan's CubicInterp.
 */
export function leastOfCubic(
  slopeAt0: number,
  x: number,
  f: number,
  slopeAtX: number,
  lowest: number,
  highest: number,
): number {
  const c3 = (-12 * f + 6 * x * (slopeAt0 + slopeAtX)) / (x * x * x);
  const c2 = -(4 * slopeAt0 + 2 * slopeAtX) / x + (6 * f) / (x * x);
  const root = Math.sqrt(c2 * c2 - 2 * slopeAt0 * c3);
  const at = (s: number) => s * ((s * ((s * c3) / 3 + c2)) / 2 + slopeAt0);
  let least = lowest;
  for (const s of [highest, -(c2 + root) / c3, -(c2 - root) / c3]) {
    const isInside = s === highest || (lowest < s && s < highest);
    if (isInside && at(s) < at(least)) least = s;
  }
  return least;
}
