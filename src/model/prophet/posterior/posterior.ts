// The posterior of Prophet's Stan program as Stan's optimizers see it: its logarithm, negative, without constants, with
// the noise by its logarithm, and without the Jacobian of that.
// https://github.com/facebook/prophet/blob/v1.1/python/stan/prophet.stan
import type { Objective } from "../optimizer/objective.ts";
import type { Misfit } from "./misfit.ts";
import { noiseScale, precisionOf, trendSizeOf, type Priors } from "./priors.ts";

export interface Posterior extends Objective {
  /** The gradient may be left out. */
  evaluate(at: Float64Array, gradient?: Float64Array): number;
  /** All parameters, of those of the misfit and the noise, of which the logarithm is taken. */
  join(theta: Float64Array, noise: number): Float64Array;
  /** The other way round. */
  split(at: Float64Array): [theta: Float64Array, noise: number];
}

/**
 * Of the misfit's parameters, with the logarithm of the noise between those of the trend and those of the features: in
 * the order of Stan's program, since sums are rounded by it.
 */
export function posteriorOf(misfit: Misfit, priors: Priors, rows: number): Posterior {
  const count = misfit.size;
  const trendSize = trendSizeOf(misfit, priors);
  const precision = precisionOf(misfit, priors);
  const kink = 1 / priors.bends;
  const theta = new Float64Array(count);
  const slopes = new Float64Array(count);
  /** Place of a parameter among all. */
  const placeOf = (i: number) => (i < trendSize ? i : i + 1);

  function misfitAt(at: Float64Array): number {
    for (let i = 0; i < count; i++) theta[i] = at[placeOf(i)]!;
    return misfit.at(theta, slopes);
  }
  return {
    size: count + 1,
    join: (given, noise) =>
      Float64Array.from([...given.subarray(0, trendSize), Math.log(noise), ...given.subarray(trendSize)]),
    split: (at) => [
      Float64Array.from([...at.subarray(0, trendSize), ...at.subarray(trendSize + 1)]),
      Math.exp(at[trendSize]!),
    ],
    evaluate(at, gradient = new Float64Array(count + 1)) {
      const logNoise = at[trendSize]!;
      const noise = Math.exp(logNoise);
      const weight = 1 / (noise * noise);
      const squares = misfitAt(at);
      let value = rows * logNoise + 0.5 * squares * weight + 0.5 * (noise / noiseScale) ** 2;
      for (let i = 0; i < count; i++) {
        value += 0.5 * precision[i]! * theta[i]! * theta[i]!;
        gradient[placeOf(i)] = precision[i]! * theta[i]! - slopes[i]! * weight;
      }
      for (let i = 2; i < trendSize; i++) {
        value += Math.abs(theta[i]!) * kink;
        gradient[i]! += Math.sign(theta[i]!) * kink;
      }
      gradient[trendSize] = rows - squares * weight + (noise / noiseScale) ** 2;
      return value;
    },
    curvature(at, slopeOf) {
      const noise = Math.exp(at[trendSize]!);
      const weight = 1 / (noise * noise);
      const squares = misfitAt(at);
      const inner = misfit.curvatureAt(theta);
      const size = count + 1;
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < count; i++) {
        const line = placeOf(i) * size;
        for (let j = 0; j < count; j++) matrix[line + placeOf(j)] = inner[i * count + j]! * weight;
        matrix[line + placeOf(i)]! += precision[i]!;
        if (i >= 2 && i < trendSize) matrix[line + i]! += kink * slopeOf(Math.sign, theta[i]!);
        matrix[line + trendSize] = 2 * slopes[i]! * weight;
        matrix[trendSize * size + placeOf(i)] = matrix[line + trendSize]!;
      }
      matrix[trendSize * size + trendSize] = 2 * squares * weight + 2 * (noise / noiseScale) ** 2;
      return matrix;
    },
  };
}
