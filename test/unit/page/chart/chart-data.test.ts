import { describe, expect, it } from "vitest";
import { ascending, isoDate, joinLines, type ChartLine } from "../../../../src/page/chart/chart-data.ts";

const line = (
  name: string,
  at: number[],
  values: (number | null)[],
  more: Partial<ChartLine> = {},
): ChartLine => ({
  name,
  role: "other",
  at,
  values,
  ...more,
});
const day = 86_400;

describe("joinLines", () => {
  it("puts lines on common dates, and tells a missing value from a missing row", () => {
    const { at, dates, lines } = joinLines([
      line("history", [0, day, 3 * day], [1, null, 3]),
      line("forecast", [3 * day, 4 * day], [30, 40], {
        bands: [{ name: "80 %", lower: [29, 39], upper: [31, 41] }],
      }),
    ]);
    expect(at).toEqual([0, day, 3 * day, 4 * day]);
    expect(dates).toEqual(["1970-01-01", "1970-01-02", "1970-01-04", "1970-01-05"]);
    expect(lines[0]!.values).toEqual([1, null, 3, undefined]);
    expect(lines[1]!.values).toEqual([undefined, undefined, 30, 40]);
    expect(lines[1]!.bands).toEqual([
      { name: "80 %", lower: [undefined, undefined, 29, 39], upper: [undefined, undefined, 31, 41] },
    ]);
  });

  it("shows dates as the file writes them", () => {
    const { dates } = joinLines([
      line("a", [0, day], [1, 2], { dates: ["1. Jan", "2. Jan"] }),
      line("b", [2 * day], [3]),
    ]);
    expect(dates).toEqual(["1. Jan", "2. Jan", "1970-01-03"]);
  });

  it("keeps both rows of an hour that is there twice", () => {
    const hours = [0, 1, 2, 2, 3].map((hour) => hour * 3600);
    const { at, lines } = joinLines([line("a", hours, [1, 2, 3, 4, 5])]);
    expect(at).toEqual([0, 3600, 7200, 9000, 10_800]);
    expect(lines[0]!.values).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("ascending", () => {
  it.each([
    [[], []],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    // Quarters of an hour, and the hour again.
    [
      [0, 15, 30, 45, 0, 15, 30, 45, 60],
      [0, 15, 30, 45, 48, 51, 54, 57, 60],
    ],
    [
      [5, 5],
      [5, 6],
    ],
  ])("of %j is %j", (given, expected) => {
    expect(ascending(given)).toEqual(expected);
  });
});

it.each([
  [0, false, "1970-01-01"],
  [52_200, true, "1970-01-01 14:30"],
  [52_201, true, "1970-01-01 14:30:01"],
  [1e15, false, "1000000000000000"],
])("writes %d with time %s as %s", (seconds, hasTime, text) => {
  expect(isoDate(seconds, hasTime)).toBe(text);
});
