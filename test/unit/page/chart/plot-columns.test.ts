import { describe, expect, it } from "vitest";
import { joinLines } from "../../../../src/page/chart/chart-data.ts";
import { plotColumns, unitOf, valueLabels } from "../../../../src/page/chart/plot-columns.ts";

const chartOf = (values: number[]) =>
  joinLines([{ name: "history", role: "history", at: values.map((_, row) => row * 86_400), values }]);

describe("values of extreme size", () => {
  it.each([
    [[1, 7], 1],
    [[0, 0], 1],
    [[1e-12, 3e20], 1],
    [[1e300, -7e300], 1e300],
    [[2e-300, 7e-300], 1e-300],
    [[5e-324, 5e-324], 1e-307],
    [[-1.7e308, 1.7e308], 1e308],
  ])("draws %j in units of %d", (values, unit) => {
    expect(unitOf(chartOf(values))).toBe(unit);
    const [, column] = plotColumns(chartOf(values));
    expect(column).toEqual(values.map((value) => value / unit));
  });

  it("labels them as they are", () => {
    expect(valueLabels([0, 2, 4], 1e300)).toEqual(["0", "2.0000e+300", "4.0000e+300"]);
    expect(valueLabels([0, null, 4], 1)).toEqual(["0", "", "4"]);
    expect(valueLabels([-2, 0, 1], 1e308)).toEqual(["", "0", "1.0000e+308"]);
  });
});

describe("labels of an axis", () => {
  it.each([
    // Of one form, though some are below where powers of ten begin.
    [
      [0, 990_000_000_000_000, 1_000_000_000_000_000, 1_005_000_000_000_000],
      ["0", "9.900e+14", "1.000e+15", "1.005e+15"],
    ],
    [
      [5_000_000, 5_000_000.2, 5_000_000.4],
      ["5 000 000.0", "5 000 000.2", "5 000 000.4"],
    ],
    [
      [100_000, 100_000.001, 100_000.002],
      ["100 000.000", "100 000.001", "100 000.002"],
    ],
    [
      [1e15, 1e15 + 1e9, 1e15 + 2e9],
      ["1.000000e+15", "1.000001e+15", "1.000002e+15"],
    ],
    [
      [-2, 0, 2],
      ["-2", "0", "2"],
    ],
    [
      [4, 4],
      ["4", "4"],
    ],
  ])("of %j tell one from the next", (ticks, labels) => {
    const found = valueLabels(ticks, 1).map((label) => label.replaceAll("\u202f", " "));
    expect(found).toEqual(labels);
  });
});
