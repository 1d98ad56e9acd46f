// Demand drawn at random, the same for the same seed.
import { createRandom, xoshiro128 } from "../../../../../../src/model/numeric/random.ts";

export type Sizes = "unit" | "lumpy";

/** Mean size of demand. */
export const meanSize: Readonly<Record<Sizes, number>> = { unit: 2, lumpy: Math.exp(3.5) };

/**
 * @param share probability of demand at a step
 * @param sizes 1 to 3, or lognormal with a squared coefficient of variation of 1.7
 */
export function demandSeries(
  seed: number,
  length: number,
  share: (t: number) => number,
  sizes: Sizes = "unit",
): Float64Array {
  const { uniform, normal } = createRandom(xoshiro128([seed + 1, 2, 3, 4]));
  for (let i = 0; i < 20; i++) uniform();
  const size = () => (sizes === "unit" ? Math.ceil(3 * uniform()) : Math.exp(3 + normal()));
  return Float64Array.from({ length }, (_, t) => (uniform() < share(t) ? size() : 0));
}
