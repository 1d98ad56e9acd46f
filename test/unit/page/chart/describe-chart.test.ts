import { describe, expect, it } from "vitest";
import { joinLines, type ChartLine } from "../../../../src/page/chart/chart-data.ts";
import {
  describeChart,
  describeRange,
  describeRow,
  lineColour,
  shortNumber,
} from "../../../../src/page/chart/describe-chart.ts";

const at = [0, 86_400, 172_800];
const lines: ChartLine[] = [
  { name: "history", role: "history", at: at.slice(0, 2), values: [3, 1] },
  {
    name: "auto",
    role: "forecast",
    at: [172_800],
    values: [2],
    bands: [{ name: "80 %", lower: [1.5], upper: [2.5] }],
  },
  { name: "naive", role: "forecast", at: [], values: [] },
];

describe("a chart in words", () => {
  it("says where each line goes", () => {
    expect(describeChart(joinLines(lines))).toBe(
      "history: 2 values from 1970-01-01 to 1970-01-02, first 3, last 1, least 1, most 3. " +
        "auto: 1 value on 1970-01-03, first 2, last 2, least 2, most 2. naive has no values.",
    );
    expect(describeChart(joinLines([]))).toBe("There is nothing to draw.");
  });

  it("says a row with its band", () => {
    expect(describeRow(joinLines(lines), 2)).toBe("1970-01-03: auto 2, 80 % 1.5 to 2.5");
  });

  it("says which part of the dates is shown", () => {
    expect(describeRange(joinLines(lines), { from: 10, to: 200_000 })).toBe(
      "Shown: 1970-01-02 to 1970-01-03",
    );
  });

  it("gives the first forecast its own colour", () => {
    expect(lines.map((_, index) => lineColour(lines, index))).toEqual([
      "--history",
      "--forecast",
      "--line-0",
    ]);
  });
});

it.each([
  [0, "0"],
  [123.456789123, "123.4568"],
  [1_234_567.891, "1\u202f234\u202f568"],
  [-12_345.5, "-12\u202f345.5"],
  [0.000000123, "1.2300e-7"],
  [1e21, "1.0000e+21"],
])("shortens %d to %s", (value, text) => {
  expect(shortNumber(value)).toBe(text);
});
