import { expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../../src/model/numeric/random.ts";
import { sizeEvidence } from "../../../../../src/model/statistical/methods/size-evidence.ts";

const { normal } = createRandom(xoshiro128([1, 1, 2, 3]));
/** Grows a hundredfold. */
const growing = (noise: (level: number) => number) =>
  Array.from({ length: 96 }, (_, t) => {
    const level = 0.01 * 100 ** (t / 95);
    return level * (1 + 0.2 * Math.sin((2 * Math.PI * t) / 12)) + noise(level) * normal();
  });

test("changes that grow with the level are told from such that do not", () => {
  expect(
    sizeEvidence(
      growing((level) => 0.1 * level),
      12,
    ),
  ).toBeGreaterThan(5);
  const level = Array.from({ length: 96 }, (_, t) => 1 + 0.01 * t + 0.05 * normal());
  expect(Math.abs(sizeEvidence(level, 1))).toBeLessThan(5);
  const steady = Array.from({ length: 96 }, (_, t) => 0.02 + t / 95 + 0.05 * normal());
  expect(sizeEvidence(steady, 1)).toBeLessThan(-2);
});

test("what stands still or is too short says nothing", () => {
  expect(sizeEvidence(Array<number>(50).fill(1), 1)).toBe(0);
  expect(sizeEvidence([1, 2, 3], 1)).toBe(0);
  expect(sizeEvidence([1, 2, 3], 12)).toBe(0);
});

test("says the same of a series in other units", () => {
  const series = growing((level) => 0.1 * level);
  const other = series.map((value) => value * 1024);
  expect(sizeEvidence(other, 12)).toBeCloseTo(sizeEvidence(series, 12), 6);
});
