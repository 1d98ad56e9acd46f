// Prophet's most probable parameters without Stan, for the refits that calibrate a band: the model and the priors of
// Stan's program, by Gauss-Newton steps over reweighted squares. A Laplace prior is a normal one whose precision follows
// the parameter's size (Daubechies et al. 2010, https://arxiv.org/abs/0807.0575).
import { solveSymmetric } from "../statistical/methods/symmetric.ts";
import { curveOf, normalAt, stateAt, type Curve, type Normal } from "./curve.ts";
import type { Feature } from "./features.ts";
import type { FitOptions, ScaledRows } from "./scaling.ts";

/** Standard deviation of rate and offset in Stan's program. */
const usualScale = 5;

/** Rounds take the mean as linear around the last one's end; within one, steps reweigh the changepoints' prior. */
const most = { rounds: 8, steps: 6, stepsWhenLinear: 30 };
const settled = { round: 1e-4, step: 1e-5 };

/**
 * @param features their `history` reaches over all rows
 * @returns means of all rows, of those behind the ones to learn from too; scaled
 */
export function refit(
  rows: ScaledRows,
  features: readonly Feature[],
  options: Pick<FitOptions, "growth" | "changepointPriorScale">,
): Float64Array {
  const curve = curveOf(rows, features, options.growth);
  const { trendSize, isLinear } = curve;
  const { k, m } = rows.start;
  let theta: Float64Array = new Float64Array(curve.columns.length);
  theta[0] = options.growth === "logistic" ? -k * m : m;
  if (trendSize > 1) theta[1] = k;
  let before = { theta, squares: Infinity };
  for (let round = 0; round < (isLinear ? 1 : most.rounds); round++) {
    const normal = normalAt(curve, theta);
    const squares = squaresLeft(normal, theta);
    if (!(squares < 4 * before.squares)) {
      // A step too far along a curve.
      theta = theta.map((value, i) => (value + before.theta[i]!) / 2);
      continue;
    }
    before = { theta, squares };
    theta = mostProbable(curve, normal, theta, options.changepointPriorScale);
    if (distance(theta, before.theta) < settled.round) break;
  }
  return stateAt(curve, theta).mean;
}

/** Of a mean that is linear in the parameters, with such normal equations. */
function mostProbable(
  { rows, features, trendSize, isLinear }: Curve,
  normal: Normal,
  start: Float64Array,
  tau: number,
): Float64Array {
  const precision = Float64Array.from(start, (_, i) =>
    i < trendSize ? 1 / usualScale ** 2 : 1 / features[i - trendSize]!.priorScale ** 2,
  );
  let theta = start;
  for (let step = 0; step < (isLinear ? most.stepsWhenLinear : most.steps); step++) {
    // A parameter of 0 would stay there forever.
    const least = theta === start && isLinear ? tau : 1e-4 * tau;
    for (let i = 2; i < trendSize; i++) precision[i] = 1 / (tau * Math.max(Math.abs(theta[i]!), least));
    const next = solve(normal, precision, noiseOf(squaresLeft(normal, theta), rows.y.length));
    if (next === undefined) break;
    const moved = distance(next, theta);
    theta = next;
    if (moved < settled.step) break;
  }
  return theta;
}

function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((furthest, value, i) => Math.max(furthest, Math.abs(value - b[i]!)), 0);
}

function solve(
  { matrix, right }: Normal,
  precision: Float64Array,
  variance: number,
): Float64Array | undefined {
  const size = right.length;
  const [a, b] = [matrix.slice(), right.slice()];
  for (let i = 0; i < size; i++) a[i * size + i]! += variance * precision[i]!;
  return solveSymmetric(a, b, 0) ? b : undefined;
}

function squaresLeft({ matrix, right, squares }: Normal, theta: Float64Array): number {
  const size = right.length;
  let sum = squares;
  for (let i = 0; i < size; i++) {
    let line = matrix[i * size + i]! * theta[i]! - 2 * right[i]!;
    for (let j = 0; j < i; j++) line += 2 * matrix[i * size + j]! * theta[j]!;
    sum += line * theta[i]!;
  }
  return Math.max(0, sum);
}

/** The most probable variance of the noise, whose deviation has a normal prior of scale 0.5. */
function noiseOf(squares: number, count: number): number {
  return Math.max(1e-12, (Math.sqrt(count * count + 16 * squares) - count) / 8);
}
