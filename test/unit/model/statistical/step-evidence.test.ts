import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { stepEvidence } from "../../../../src/model/statistical/step-evidence.ts";

const { normal } = createRandom(xoshiro128([1, 2, 3, 5]));
const series = (length: number, next: (before: number, t: number) => number) => {
  const y = Float64Array.of(1);
  const values = [...y];
  while (values.length < length) values.push(next(values.at(-1)!, values.length));
  return Float64Array.from(values);
};
const mean = (of: () => number) => Array.from({ length: 50 }, of).reduce((sum, value) => sum + value, 0) / 50;

describe("stepEvidence", () => {
  test("takes logarithms for what grows in percent, and values for what grows by as much each step", () => {
    const percent = () => series(30, (before) => before * Math.exp(0.1 + 0.05 * normal()));
    const straight = () => series(30, (before) => before + 0.1 + 0.05 * normal());
    expect(mean(() => stepEvidence(percent(), 1).logarithms)).toBeGreaterThan(0.9);
    expect(mean(() => stepEvidence(straight(), 1).logarithms)).toBeLessThan(-0.9);
  });

  test("sees a season that grows with the level", () => {
    const wave = (t: number) => Math.sin((2 * Math.PI * t) / 12);
    const times = Float64Array.from({ length: 72 }, (_, t) =>
      Math.exp(0.02 * t + 0.3 * wave(t) + 0.02 * normal()),
    );
    const plus = Float64Array.from({ length: 72 }, (_, t) => 3 + 0.1 * t + wave(t) + 0.05 * normal());
    expect(stepEvidence(times, 12).logarithms).toBe(1);
    expect(stepEvidence(plus, 12).logarithms).toBe(-1);
  });

  test("tells a random walk from noise about a level, with a season or without", () => {
    for (const season of [1, 12]) {
      const walk = () => series(60, (before) => before + 0.1 * normal());
      const noise = () => series(60, () => 1 + 0.1 * normal());
      expect(mean(() => stepEvidence(walk(), season).wandering)).toBeGreaterThan(0.3);
      expect(mean(() => stepEvidence(noise(), season).wandering)).toBeLessThan(-0.9);
    }
  });

  test("takes a mean step for growth where chance would hardly show it, either way", () => {
    const drifting = (step: number) => () => series(20, (before) => before + step + 0.1 * normal());
    expect(mean(() => stepEvidence(drifting(0.3)(), 1).growth)).toBeGreaterThan(0.9);
    expect(mean(() => stepEvidence(drifting(-0.3)(), 1).growth)).toBeGreaterThan(0.9);
    expect(mean(() => stepEvidence(drifting(0)(), 1).growth)).toBeLessThan(-0.8);
  });

  test("says nothing of logarithms that do not exist, and nothing at all of five values", () => {
    expect(stepEvidence(Float64Array.of(1, 2, 0, 3, 4, 5, 6, 7), 1).logarithms).toBe(0);
    expect(stepEvidence(Float64Array.of(1, 2, 3, 4), 1)).toEqual({ logarithms: 0, wandering: 0, growth: 0 });
  });

  test("is finite for a straight line and for equal values", () => {
    for (const y of [Float64Array.from({ length: 20 }, (_, t) => 1 + t), new Float64Array(20).fill(1)]) {
      for (const value of Object.values(stepEvidence(y, 1))) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    }
  });

  test("does not move with the scale of the values", () => {
    const y = series(30, (before) => before * Math.exp(0.02 + 0.1 * normal()));
    const { logarithms, wandering, growth } = stepEvidence(y, 1);
    const scaled = stepEvidence(
      y.map((value) => value / 8),
      1,
    );
    expect(scaled.logarithms).toBeCloseTo(logarithms, 5);
    expect(scaled.wandering).toBeCloseTo(wandering, 9);
    expect(scaled.growth).toBeCloseTo(growth, 9);
  });
});
