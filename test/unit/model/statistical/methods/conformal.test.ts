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

  test("has no width where nothing was missed", () => {
    expect(calibrate([[0, 0, 0]], 3, 0).halfWidth(0.95, 5)).toBe(0);
  });
});
