// The priors of Prophet's Stan program.
// https://github.com/facebook/prophet/blob/v1.1/python/stan/prophet.stan
import type { Misfit } from "./misfit.ts";

export interface Priors {
  /** Standard deviations of the features' coefficients. */
  features: readonly number[];
  /** Of the changes of rate: Laplace's scale. */
  bends: number;
}

/** Standard deviations of the normal priors of rate and offset, and of the noise. */
const trendScale = 5;
export const noiseScale = 0.5;

/** How many parameters come before those of the features. */
export const trendSizeOf = ({ size }: Pick<Misfit, "size">, { features }: Priors): number =>
  size - features.length;

/** Inverse variances of the normal priors of a misfit's parameters; 0 for a change of rate. */
export function precisionOf(misfit: Pick<Misfit, "size">, priors: Priors): Float64Array {
  const trendSize = trendSizeOf(misfit, priors);
  return Float64Array.from({ length: misfit.size }, (_, i) => {
    if (i < trendSize) return i < 2 ? 1 / trendScale ** 2 : 0;
    return 1 / priors.features[i - trendSize]! ** 2;
  });
}
