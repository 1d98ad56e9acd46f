import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../../src/model/numeric/random.ts";
import { errorShapes, type Expected } from "../../../../../src/model/statistical/methods/error-shapes.ts";

const { normal } = createRandom(xoshiro128([4, 3, 2, 1]));
const many = (length: number, make: () => number[]) => Array.from({ length }, make);
const noise = () => Array.from({ length: 18 }, () => normal());
function walk(): number[] {
  let level = 0;
  return Array.from({ length: 18 }, () => (level += normal()));
}

/** Errors at a step and a forecast, in those of the first step at a forecast of 100. */
function sizeAt(
  windows: readonly number[][],
  step: number,
  forecast = 100,
  expected: Partial<Expected> = {},
) {
  const shapes = errorShapes(windows, { kept: 1, ...expected });
  const size = (j: number, value: number) =>
    shapes.reduce((sum, shape) => sum + shape.weight * shape.mean * shape.sizeAt(j, value), 0);
  return size(step, forecast) / size(1, 100);
}

describe("shapes of errors", () => {
  test("of noise do not grow with the step, those of a random walk with its root", () => {
    expect(sizeAt(many(200, noise), 18)).toBeLessThan(1.1);
    expect(sizeAt(many(200, walk), 18)).toBeGreaterThan(3.5);
    expect(sizeAt(many(200, walk), 18)).toBeLessThan(6);
  });

  test("are what is usual where a window has one error only", () => {
    const usual = (kept: number) => sizeAt([[1]], 18, 100, { kept });
    expect(usual(1)).toBeGreaterThan(3);
    expect(usual(0.03)).toBeLessThan(usual(1) / 1.5);
  });

  test("grow with the forecast when errors or the history say so", () => {
    const levels = Array.from({ length: 40 }, (_, w) => Array.from({ length: 18 }, () => 5 * (w + 1)));
    const relative = levels.map((values) => values.map((value) => (normal() * value) / 100));
    const absolute = levels.map((values) => values.map(() => normal()));
    expect(sizeAt(relative, 1, 400, { forecasts: levels })).toBeCloseTo(4, 2);
    expect(sizeAt(absolute, 1, 400, { forecasts: levels })).toBeCloseTo(1, 2);
    const flat = [Array.from({ length: 18 }, () => 100)];
    const told = (evidence: number) => sizeAt([noise()], 1, 400, { forecasts: flat, evidence });
    expect(told(20)).toBeCloseTo(4, 2);
    expect(told(-20)).toBeCloseTo(1, 2);
  });

  test("count for 1 together, leave out what says nothing, and bear errors of zero", () => {
    const shapes = errorShapes(
      [
        [1, NaN, 2],
        [NaN, 0, 1],
      ],
      { kept: 1 },
    );
    expect(shapes.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(shapes.map(({ normalised }) => normalised.length)).toEqual(shapes.map(() => 4));
    const still = errorShapes([[0, 0]], { kept: 1, forecasts: [[3, 4]] });
    expect(still.every(({ weight, mean }) => weight > 0 && mean === 0)).toBe(true);
  });
});
