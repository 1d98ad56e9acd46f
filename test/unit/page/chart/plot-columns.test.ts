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
