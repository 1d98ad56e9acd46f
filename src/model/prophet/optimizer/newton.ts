// Stan's Newton method, step by step as in its newton.hpp and grad_hess_log_prob.hpp, so that it stops where Prophet stops:
// https://github.com/stan-dev/stan/blob/v2.37.0/src/stan/optimization/newton.hpp
import { solveAbsolute } from "./absolute.ts";
import type { Stop } from "./lbfgs.ts";
import { isPossible, type Objective } from "./objective.ts";

const smallestStep = 1e-50 / 1e-6;
const settled = 1e-8;

/** @throws RangeError where the start is impossible */
export function minimizeNewton(objective: Objective, start: Float64Array, mostSteps: number): Stop {
  const { size } = objective;
  let at = start.slice();
  let trial = new Float64Array(size);
  const gradient = new Float64Array(size);
  const direction = new Float64Array(size);
  let value = objective.evaluate(at, gradient);
  if (!isPossible(value, gradient)) throw new RangeError("The start is impossible.");
  for (let steps = 1; ; steps++) {
    // Every curvature is taken for one upwards.
    solveAbsolute(objective.curvature(at, slopeOf), gradient);
    direction.set(gradient);
    let length = firstStep;
    let next = Infinity;
    for (; ; length *= 0.5) {
      if (length < smallestStep) return { at, value, steps, isStuck: false };
      for (let i = 0; i < size; i++) trial[i] = at[i]! - length * direction[i]!;
      next = objective.evaluate(trial, gradient);
      if (next <= value) break;
    }
    [at, trial] = [trial, at];
    const gain = value - next;
    value = next;
    if (gain <= settled || steps >= mostSteps) return { at, value, steps, isStuck: false };
  }
}

/**
 * A derivative by five points, as Stan takes it. Where a function has one, this is the same to twelve digits; at a kink,
 * whose slope jumps, it is what leads the method, and so it has to be Stan's.
 */
function slopeOf(of: (x: number) => number, at: number): number {
  const near = (offset: number) => of(at + offset * stride);
  return ((near(-2) - near(2)) / 12 + (2 / 3) * (near(1) - near(-1))) / stride;
}

const stride = 1e-3;

/**
 * Stan multiplies differences by the stride where it should divide by it. So its first step is a million times Newton's
 * own, and halving takes it to between one and two times that, which is where it usually stays. Fourteen halvings that
 * never end the search are left out here.
 */
const firstStep = 2 ** -14 / stride ** 2;
