// Which optimizer is taken, and how often: as models.py of Prophet for Python does, and with a look at early stops.
import { minimizeLbfgs, type Stop } from "./lbfgs.ts";
import { minimizeNewton } from "./newton.ts";
import type { Objective } from "./objective.ts";

/** Below so many rows Prophet takes Newton's method. */
const enoughForLbfgs = 100;
/** Parameters above which that takes seconds: each of its steps costs their third power. */
const mostForNewton = 200;

const mostSteps = 10_000;
/** Where there is noise, at most some 200 were seen; without noise there is no optimum to come to. */
const mostNewtonSteps = 500;

/**
 * Newton's method also takes over where L-BFGS finds no step, as on a kink of the changepoints' prior.
 * @param least the objective at its optimum, where that is known
 * @throws RangeError where the start is impossible
 */
export function prophetsStop(objective: Objective, start: Float64Array, rows: number, least?: number): Stop {
  const isTooMuch = objective.size > mostForNewton;
  if (rows >= enoughForLbfgs || isTooMuch) {
    const stop = withoutEarlyStop(objective, start, least);
    if (!stop.isStuck || isTooMuch) return stop;
  }
  return minimizeNewton(objective, start, mostNewtonSteps);
}

/**
 * Where the kinks of the changepoints' prior are many, the last digit decides where L-BFGS stops. Of 400 starts of
 * hyndsight's fit that differed in the fifteenth digit, a quarter stopped early: their logarithm of the posterior was
 * lower by 0.8, while nine in ten of the others were within 0.15 of each other, and their forecast was 1 % off, not
 * 0.1 %. Prophet itself does no better. So there are up to three starts, and the first stop counts unless it was an early
 * one.
 */
const nudges = [-(2 ** -48), 0, 2 ** -48];
const early = 0.5;

/** All starts together take no more steps than Prophet's one: a series without noise has no optimum. */
function withoutEarlyStop(objective: Objective, start: Float64Array, least = -Infinity): Stop {
  let best: Stop | undefined;
  let left = mostSteps;
  for (const nudge of nudges) {
    if (left <= 0 || (best !== undefined && best.value < least + early)) break;
    const nudged = start.map((value, i) => (i < 2 ? value * (1 + nudge) : value));
    const stop = minimizeLbfgs(objective, nudged, left);
    left -= stop.steps;
    if (best === undefined || stop.value < best.value - early) best = stop;
  }
  return best!;
}

/**
 * However few rows there are, and as far as one start gets.
 * @throws RangeError where the start is impossible
 */
export const quickStop = (objective: Objective, start: Float64Array): Stop =>
  minimizeLbfgs(objective, start, mostSteps);
