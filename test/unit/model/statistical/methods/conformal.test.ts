import { describe, expect, test } from "vitest";
import { calibrate } from "../../../../../src/model/statistical/methods/conformal.ts";
import { createRandom, xoshiro128 } from "../../../../../src/model/numeric/random.ts";

const { normal } = createRandom(xoshiro128([9, 9, 9, 9]));
const noise = (length: number, growth: number) =>
  Array.from({ length }, (_, step) => normal() * (step + 1) ** growth);

describe("calibrate", () => {
  test.each([0.5, 0.8, 0.95])("covers %d of errors like those it saw, where windows are many", (level) => {
    const { halfWidth } = calibrate(
      Array.from({ length: 400 }, () => noise(12, 0.3)),
      4800,
      0,
    );
    const fresh = Array.from({ length: 400 }, () => noise(12, 0.3));
    const inside = fresh.flatMap((errors) => errors.map((e, i) => Math.abs(e) <= halfWidth(level, i + 1)));
    expect(inside.filter(Boolean).length / inside.length).toBeCloseTo(level, 1);
  });

  test("grows with the step as the errors do", () => {
    const windows = Array.from({ length: 400 }, () => noise(24, 0.5));
    const { halfWidth } = calibrate(windows, 9600, 0);
    expect(halfWidth(0.8, 16) / halfWidth(0.8, 1)).toBeGreaterThan(3);
    expect(halfWidth(0.8, 16) / halfWidth(0.8, 1)).toBeLessThan(5);
  });

  test("grows with the forecast where errors do, and not where they do not", () => {
    const forecasts = Array.from({ length: 40 }, (_, w) => Array.from({ length: 12 }, () => 10 + 10 * w));
    const errors = (power: number) =>
      forecasts.map((values) => values.map((value) => normal() * (value / 100) ** power));
    const ratio = (power: number) => {
      const { halfWidth } = calibrate(errors(power), 480, 0, { forecasts });
      return halfWidth(0.8, 1, 400) / halfWidth(0.8, 1, 100);
    };
    expect(ratio(1)).toBeCloseTo(4, 5);
    expect(ratio(0)).toBe(1);
  });

  test("is wider where less is known, and at every higher level", () => {
    const windows = [noise(4, 0)];
    expect(calibrate(windows, 4, 0).halfWidth(0.8, 1)).toBeGreaterThan(
      calibrate(windows, 40, 0).halfWidth(0.8, 1),
    );
    const { halfWidth } = calibrate(windows, 4, 3);
    const widths = [0.01, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999].map((level) => halfWidth(level, 2));
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(widths.every((width) => width > 0 && Number.isFinite(width))).toBe(true);
  });

  test("reaches a little beyond the level's share of few errors, so that it holds for the next one", () => {
    const steps = 1e12;
    const nine = Array.from({ length: 9 }, (_, error) => [error + 1]);
    const halfWidth = (errors: number[][]) => calibrate(errors, steps, 0).halfWidth(0.5, 1);
    // Both have a mean of 5, and half of the width goes by it. Of the nine the share of 0.5 times 10 / 9 is 5.444.
    const difference = halfWidth(nine) - halfWidth(nine.map(() => [5]));
    expect(difference).toBeCloseTo((1 + 8 * 0.5 * (10 / 9) - 5) / 2, 9);
  });

  test("is drawn to what plain forecasts missed through the history, the more the fewer errors there are", () => {
    const plain = {
      counts: Float64Array.from([100, 100]),
      absolute: Float64Array.from([300, 300]),
      relative: Float64Array.from([300, 300]),
    };
    const ratio = (count: number) => {
      const windows = Array.from({ length: count }, () => [1, 1]);
      return (
        calibrate(windows, 1e12, 0, { plain }).halfWidth(0.8, 1) /
        calibrate(windows, 1e12, 0).halfWidth(0.8, 1)
      );
    };
    // Half of the width goes by the mean: of two errors of 1 and what counts as four of 3.
    expect(ratio(1)).toBeGreaterThan(1.4);
    expect(ratio(1)).toBeLessThan(2.4);
    expect(ratio(100)).toBeLessThan(1.03);
  });

  test("has no width where nothing was missed", () => {
    expect(calibrate([[0, 0, 0]], 3, 0).halfWidth(0.95, 5)).toBe(0);
  });
});
