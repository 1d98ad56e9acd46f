// Small seeded draws for what need not be shrunk.
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";

export interface Draw {
  /** From 0 to below the limit. */
  below(limit: number): number;
  shuffled<T>(items: readonly T[]): T[];
}

export function drawsOf(seed: number): Draw {
  const { uniform } = createRandom(xoshiro128([seed, 1, 2, 3]));
  const below = (limit: number) => Math.floor(uniform() * limit);
  return {
    below,
    shuffled: (items) => {
      const all = [...items];
      for (let last = all.length - 1; last > 0; last--) {
        const at = below(last + 1);
        [all[last], all[at]] = [all[at]!, all[last]!];
      }
      return all;
    },
  };
}
