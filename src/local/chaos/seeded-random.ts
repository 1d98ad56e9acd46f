// Random numbers that depend on what they are asked for, not on when: the same seed and the same thing always give the
// same number, in whatever order things happen. So a seed decides all troubles, also over restarts.
import { createHash } from "node:crypto";

/** From 0 to below 1. */
type SeededRandom = (...thing: readonly (string | number)[]) => number;

export function seededRandom(seed: number): SeededRandom {
  return (...thing) => {
    const digest = createHash("sha256")
      .update(JSON.stringify([seed, ...thing]))
      .digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
}
