// Stan's L-BFGS with the settings that Prophet leaves as they are, step by step as in its bfgs.hpp and lbfgs_update.hpp,
// so that it stops where Prophet stops:
// https://github.com/stan-dev/stan/blob/v2.37.0/src/stan/optimization/bfgs.hpp
import { leastOfCubic, searchLine, type Trial } from "./line-search.ts";
import { dot, isPossible, type Objective } from "./objective.ts";

const epsilon = 2 ** -52;
const firstStep = 1e-3;
const smallestStep = 1e-12;
/** Steps that are remembered. */
const memory = 5;
const tolerance = {
  value: 1e-12,
  relativeValue: 1e4 * epsilon,
  gradient: 1e-8,
  relativeGradient: 1e7 * epsilon,
  parameters: 1e-8,
};

export interface Stop {
  at: Float64Array;
  value: number;
  steps: number;
  /** Whether no step from here was found to be better. */
  isStuck: boolean;
}

/** @throws RangeError where the start is impossible */
export function minimizeLbfgs(objective: Objective, start: Float64Array, mostSteps: number): Stop {
  const { size } = objective;
  let now: Trial = { at: start.slice(), value: 0, gradient: new Float64Array(size), alpha: 0 };
  let next: Trial = { at: new Float64Array(size), value: 0, gradient: new Float64Array(size), alpha: 0 };
  now.value = objective.evaluate(now.at, now.gradient);
  if (!isPossible(now.value, now.gradient)) throw new RangeError("The start is impossible.");
  const past = createMemory(size);
  let direction = now.gradient.map((slope) => -slope);
  let lastDirection = new Float64Array(size);
  let lastAlpha = 0;
  for (let steps = 1; ; steps++) {
    let isReset = steps === 1;
    let alpha = firstStep;
    if (!isReset) {
      // Here `next` still is the place before.
      const slopeBefore = dot(next.gradient, lastDirection);
      const slopeNow = dot(now.gradient, lastDirection);
      const guess = leastOfCubic(slopeBefore, lastAlpha, now.value - next.value, slopeNow, smallestStep, 1);
      alpha = Math.min(1, 1.01 * guess);
    }
    for (;;) {
      next.alpha = alpha;
      const ray = { from: now.at, value: now.value, gradient: now.gradient, direction };
      if (searchLine(objective, ray, next)) break;
      if (isReset) return { at: now.at, value: now.value, steps, isStuck: true };
      isReset = true;
      alpha = firstStep;
      for (let i = 0; i < size; i++) direction[i] = -now.gradient[i]!;
    }
    [now, next] = [next, now];
    [direction, lastDirection] = [lastDirection, direction];
    const scale = past.add(now, next, isReset);
    lastAlpha = now.alpha;
    if (isReset) {
      for (let i = 0; i < size; i++) lastDirection[i]! /= scale;
      lastAlpha *= scale;
    }
    past.direction(now.gradient, direction);
    if (isSettled(now, next, direction) || steps >= mostSteps) {
      return { at: now.at, value: now.value, steps, isStuck: false };
    }
  }
}

function isSettled(now: Trial, before: Trial, direction: Float64Array): boolean {
  const change = Math.abs(before.value - now.value);
  let moved = 0;
  for (let i = 0; i < direction.length; i++) moved += (now.at[i]! - before.at[i]!) ** 2;
  const size = Math.max(Math.abs(now.value), 1);
  return (
    change < tolerance.value ||
    Math.sqrt(dot(now.gradient, now.gradient)) < tolerance.gradient ||
    Math.sqrt(moved) < tolerance.parameters ||
    change / Math.max(Math.abs(before.value), size) < tolerance.relativeValue ||
    -dot(direction, now.gradient) / size < tolerance.relativeGradient
  );
}

/** The newest steps, as differences of parameters and of gradients. */
function createMemory(size: number) {
  const rows = (): Float64Array[] => Array.from({ length: memory }, () => new Float64Array(size));
  const [moves, turns] = [rows(), rows()];
  const inverses = new Float64Array(memory);
  const weights = new Float64Array(memory);
  let count = 0;
  let scale = 1;
  return {
    /** @returns by what the first direction was too long, after a reset; else 1 */
    add(now: Trial, before: Trial, isReset: boolean): number {
      if (isReset) count = 0;
      const [move, turn] = [moves[count % memory]!, turns[count % memory]!];
      for (let i = 0; i < size; i++) {
        move[i] = now.at[i]! - before.at[i]!;
        turn[i] = now.gradient[i]! - before.gradient[i]!;
      }
      const along = dot(turn, move);
      const squares = dot(turn, turn);
      inverses[count % memory] = 1 / along;
      scale = along / squares;
      count++;
      return isReset ? squares / along : 1;
    },
    /** Fills in the way to go from a place with such a gradient. */
    direction(gradient: Float64Array, way: Float64Array): void {
      for (let i = 0; i < size; i++) way[i] = -gradient[i]!;
      const oldest = Math.max(0, count - memory);
      for (let step = count - 1; step >= oldest; step--) {
        const slot = step % memory;
        const weight = inverses[slot]! * dot(moves[slot]!, way);
        weights[slot] = weight;
        const turn = turns[slot]!;
        for (let i = 0; i < size; i++) way[i]! -= weight * turn[i]!;
      }
      for (let i = 0; i < size; i++) way[i]! *= scale;
      for (let step = oldest; step < count; step++) {
        const slot = step % memory;
        const weight = weights[slot]! - inverses[slot]! * dot(turns[slot]!, way);
        const move = moves[slot]!;
        for (let i = 0; i < size; i++) way[i]! += weight * move[i]!;
      }
    },
  };
}
