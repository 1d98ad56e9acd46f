// Dice that fall by what they are thrown for, not by when: the same seed and the same thing always give the same number,
// in whatever order things happen. So the schedule of the troubles is that of the seed, also over restarts.
import { createHash } from "node:crypto";

/** From 0 to below 1. */
export type Dice = (...thing: readonly (string | number)[]) => number;

export function createDice(seed: number): Dice {
  return (...thing) => {
    const digest = createHash("sha256")
      .update(JSON.stringify([seed, ...thing]))
      .digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
}
