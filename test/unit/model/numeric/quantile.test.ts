import { expect, test } from "vitest";
import { normalQuantile, quantile } from "../../../../src/model/numeric/quantile.ts";

test.each([
  // numpy.percentile([1, 2, 4, 8], [0, 10, 25, 50, 90, 100])
  [0, 1],
  [0.1, 1.3],
  [0.25, 1.75],
  [0.5, 3],
  [0.9, 6.8],
  [1, 8],
])("quantile %d is numpy's %d", (probability, expected) => {
  expect(quantile(Float64Array.of(1, 2, 4, 8), probability)).toBeCloseTo(expected, 12);
});

test("quantile of one number is that number", () => {
  expect(quantile(Float64Array.of(7), 0.9)).toBe(7);
});

test.each([
  [0.5, 0],
  [0.9, 1.281_551_565_544_6],
  [0.975, 1.959_963_984_540_054],
  [0.1, -1.281_551_565_544_6],
  [0.999, 3.090_232_306_167_813],
  [0.001, -3.090_232_306_167_813],
])("the standard normal's quantile at %d is %d", (probability, expected) => {
  expect(normalQuantile(probability)).toBeCloseTo(expected, 7);
});
