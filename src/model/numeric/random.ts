// Seeded random numbers, so that the same input gives the same forecast to the last byte.
import { createHash } from "node:crypto";

export type Random = ReturnType<typeof createRandom>;

/** xoshiro128** 1.1 by Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c */
export function xoshiro128(seed: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = seed;
  if ((a | b | c | d) === 0) a = 1;
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}

/** Derives the seed from the numbers of a series: equal series, equal draws. */
export function randomFor(...columns: readonly (readonly number[])[]): Random {
  const hash = createHash("sha256");
  for (const column of columns) hash.update(new Uint8Array(Float64Array.from(column).buffer));
  const digest = hash.digest();
  const word = (index: number) => digest.readInt32LE(index * 4);
  return createRandom(xoshiro128([word(0), word(1), word(2), word(3)]));
}

export function createRandom(next: () => number) {
  // 52 bits, so that the added half is not rounded away and the logarithms below stay finite.
  const uniform = () => ((next() >>> 6) * 2 ** 26 + (next() >>> 6) + 0.5) / 2 ** 52;
  let spare: number | undefined;
  return {
    /** Uniform in (0, 1), both ends excluded. */
    uniform,
    /** Standard normal. */
    normal: (): number => {
      // Box and Muller give two at a time.
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    /** Exponential with mean 1. */
    exponential: () => -Math.log(uniform()),
    /** Laplace with mean 0 and scale 1. */
    laplace: () => {
      const centred = uniform() - 0.5;
      return -Math.sign(centred) * Math.log(1 - 2 * Math.abs(centred));
    },
  };
}
