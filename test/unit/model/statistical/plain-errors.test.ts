import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { plainErrors } from "../../../../src/model/statistical/plain-errors.ts";

const { normal } = createRandom(xoshiro128([7, 7, 7, 7]));

function walk(rows: number, step: number): Float64Array {
  let level = 0;
  return Float64Array.from({ length: rows }, () => (level += step + normal()));
}

function meansOf(y: Float64Array, { season = 1, areRelative = false } = {}) {
  const errors = plainErrors(y, season, 9, areRelative)!;
  const mean = (sums: Float64Array) => Array.from(sums, (sum, j) => sum / errors.counts[j]!);
  return { absolute: mean(errors.absolute), relative: mean(errors.relative) };
}

/** Of normal errors of deviation 1. */
const meanSize = Math.sqrt(2 / Math.PI);

describe("plainErrors", () => {
  test("are those of the last value for a random walk, and grow with the root of the step", () => {
    const { absolute } = meansOf(walk(3000, 0));
    expect(absolute[0]! / meanSize).toBeCloseTo(1, 1);
    expect(absolute[8]! / absolute[0]!).toBeGreaterThan(2.7);
    expect(absolute[8]! / absolute[0]!).toBeLessThan(3.4);
  });

  test("know the drift of a walk that goes one way", () => {
    expect(meansOf(walk(3000, 5)).absolute[0]! / meanSize).toBeCloseTo(1, 1);
  });

  test("are the same at each step for noise", () => {
    const y = Float64Array.from({ length: 3000 }, () => 10 + normal());
    const { absolute } = meansOf(y);
    expect(absolute[8]! / absolute[0]!).toBeCloseTo(1, 1);
    expect(absolute[0]! / meanSize).toBeLessThan(1.1);
  });

  test("leave a fixed season out", () => {
    const y = Float64Array.from({ length: 120 }, (_, t) => 100 + 50 * Math.sin((2 * Math.PI * t) / 12));
    expect(meansOf(y, { season: 12 }).absolute[0]!).toBeLessThan(0.5);
    expect(meansOf(y, { season: 12, areRelative: true }).relative[0]!).toBeLessThan(0.05);
  });

  test("are relative to the level where it grows in percent, so that no growth counts as an error", () => {
    let level = 0;
    const y = Float64Array.from({ length: 200 }, () => Math.exp((level += 0.12 + 0.02 * normal())));
    const { relative } = meansOf(y, { areRelative: true });
    expect(relative[0]! / (0.02 * meanSize)).toBeCloseTo(1, 0);
    expect(meansOf(y).relative[8]!).toBeGreaterThan(4 * relative[8]!);
  });

  test("are not known of a series too short", () => {
    expect(plainErrors(Float64Array.from([1, 2, 3, 4]), 1, 6, false)).toBeUndefined();
    expect(plainErrors(Float64Array.from({ length: 20 }, normal), 12, 6, false)).toBeUndefined();
  });

  test("of a series at zero are zero", () => {
    const { absolute, relative } = meansOf(new Float64Array(20));
    expect([...absolute, ...relative].every((error) => error === 0)).toBe(true);
  });
});
