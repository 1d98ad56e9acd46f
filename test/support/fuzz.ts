// How long the fuzz tests look: a small fixed budget in `npm test`, which always tries the same cases, and more by
// CLOUD_RUNNER_FUZZ_RUNS, which tries others each time unless CLOUD_RUNNER_FUZZ_SEED names some.
import fc, { type Parameters } from "fast-check";

const factor = Number(process.env["CLOUD_RUNNER_FUZZ_RUNS"] ?? 1);
const seed = process.env["CLOUD_RUNNER_FUZZ_SEED"];

/** Settings of a property that is cheap enough for `runs` cases in every run of the suite. */
export function fuzz<T>(runs: number): Parameters<T> {
  const fixed = seed ?? (factor === 1 ? "20240101" : undefined);
  return { numRuns: Math.ceil(runs * factor), ...(fixed !== undefined && { seed: Number(fixed) }) };
}

/** Any character but half a surrogate pair, as fast-check's unit "binary", which makes a list of all million first. */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10_ff_ff - 0x8_00 })
  .map((index) => String.fromCodePoint(index < 0xd8_00 ? index : index + 0x8_00));

/** Time for one test with that budget; a case that hangs runs into it. */
export const fuzzTimeoutMs = 20_000 * Math.max(1, factor);
