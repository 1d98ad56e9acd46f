// What is said of rows off the grid, and what is left of the series.
import { describe, expect, test } from "vitest";
import { gridOf, type Grid } from "../../../../src/model/grid/spacings.ts";
import { withoutOdd } from "../../../../src/model/grid/without-odd.ts";
import type { Series } from "../../../../src/model/series/dataset.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import type { Frequency } from "../../../../src/model/time/frequency.ts";
import { bytes } from "../support.ts";
import { day, seconds } from "./support.ts";

const daily: Frequency = { kind: "fixed", seconds: day };

/** Days of January 2024 from the 1st on, with the values 0, 1, 2, …; or the dates. */
async function seriesOf(dates: number | readonly string[]): Promise<Series> {
  const written =
    typeof dates === "number"
      ? Array.from({ length: dates }, (_, row) => `2024-01-${String(row + 1).padStart(2, "0")}`)
      : dates;
  const { series } = await readDataset(
    bytes(["date,y", ...written.map((date, row) => `${date},${row}`), ""].join("\n")),
  );
  return series[0]!;
}

const warningsOf = async (
  dates: number | readonly string[],
  found: Partial<Grid>,
  frequency: Frequency = daily,
) => withoutOdd(await seriesOf(dates), gridOf(frequency, found)).warnings;

describe("the sentence", () => {
  test("names one row that was set aside", async () => {
    expect(await warningsOf(9, { odd: [2] })).toEqual([
      "The row of 2024-01-03 (line 4) is off the grid of the other rows (frequency D) and was set aside.",
    ]);
  });

  test.each([
    [[0, 1, 2], "3 rows", "2024-01-01 (line 2), 2024-01-02 (line 3), 2024-01-03 (line 4)."],
    [[0, 1, 2, 3], "4 rows", "2024-01-01 (line 2), 2024-01-02 (line 3), 2024-01-03 (line 4) and 1 more."],
    [[0, 1, 2, 3, 4], "5 rows", "2024-01-01 (line 2), 2024-01-02 (line 3), 2024-01-03 (line 4) and 2 more."],
  ])("names three rows at most, of %j", async (odd, count, names) => {
    expect(await warningsOf(9, { odd })).toEqual([
      `${count} are off the grid of the other rows (frequency D) and were set aside: ${names}`,
    ]);
  });

  test("names rows that were moved, and where to", async () => {
    const [first, second] = [1, 3].map((row) => [row, seconds("2024-02-01") + row * day] as const) as [
      [number, number],
      [number, number],
    ];
    expect(await warningsOf(9, { moved: new Map([first]) })).toEqual([
      "A row a little off the others' grid was moved onto it: 2024-01-02 (line 3) to 2024-02-02.",
    ]);
    expect(await warningsOf(9, { moved: new Map([first, second]) })).toEqual([
      "2 rows a little off the others' grid were moved onto it: 2024-01-02 (line 3) to 2024-02-02, 2024-01-04 (line 5) to 2024-02-04.",
    ]);
  });

  test.each([
    [1, ["One spacing does not fit the frequency D."]],
    [2, ["2 spacings do not fit the frequency D."]],
    [0, []],
  ])("counts %i spacings", async (breaks, expected) => {
    expect(await warningsOf(9, { breaks })).toEqual(expected);
  });
});

describe("of days of the month that drift", () => {
  const months = (days: readonly number[]) =>
    days.map((each, month) => new Date(Date.UTC(2023, month, each)).toISOString().slice(0, 10));
  const on = (each: number): Frequency => ({ kind: "months", months: 1, day: each });
  const monthly = months([15, 15, 17, 15, 15, 15, 15, 15, 15, 15, 12, 15, 15, 15, 15, 15, 15, 15, 15, 15]);

  test("few are named, up to one of ten", async () => {
    expect(await warningsOf(monthly, { drifting: [2, 10] }, on(15))).toEqual([
      "2 rows are on another day of the month than the others, and kept: 2023-03-17 (line 4), 2023-11-12 (line 12).",
    ]);
    expect(await warningsOf(monthly, { drifting: [2] }, on(15))).toEqual([
      "1 row is on another day of the month than the others, and kept: 2023-03-17 (line 4).",
    ]);
  });

  test("many are told by their range", async () => {
    expect(await warningsOf(monthly.slice(0, 19), { drifting: [2, 10] }, on(15))).toEqual([
      "The day of the month varies (from 12 to 17); the forecast is for day 15, the usual one.",
    ]);
  });

  test("the month's end is no 31", async () => {
    const ends = months([31, 27, 31, 28, 31, 29]);
    expect(await warningsOf(ends, { drifting: [1, 3, 5] }, on(31))).toEqual([
      "The day of the month varies (from 27 to 29); the forecast is for the month's end, the usual one.",
    ]);
  });

  test.each<[string, Frequency]>([
    ["business days", { kind: "months", months: 1, day: 31, roll: "back" }],
    ["weekdays", { kind: "months", months: 1, day: 31, weekday: { nth: 3, day: 4 } }],
  ])("a rule of %s names its rows", async (_, frequency) => {
    const [warning] = await warningsOf(monthly.slice(0, 6), { drifting: [0, 1, 2] }, frequency);
    expect(warning).toMatch(/^3 rows are on another day of the month than the others, and kept: 2023-01-15/);
  });
});

describe("the series", () => {
  test("keeps its other rows, their lines and further columns", async () => {
    const series = await seriesOf(6);
    series.columns = { price: Float64Array.from([10, 11, 12, 13, 14, 15]) };
    const to = series.ds[4]! + 60;
    const { history } = withoutOdd(series, gridOf(daily, { odd: [0, 2], moved: new Map([[4, to]]) }));
    expect([...history.ds]).toEqual([series.ds[1], series.ds[3], to, series.ds[5]]);
    expect([...history.y]).toEqual([1, 3, 4, 5]);
    expect([...history.columns["price"]!]).toEqual([11, 13, 14, 15]);
    expect([...history.lines!]).toEqual([3, 5, 6, 7]);
    expect(history.rowsIn).toBe(4);
  });

  test("is the same where nothing is odd or moved, and changes for either", async () => {
    const series = await seriesOf(6);
    expect(withoutOdd(series, gridOf(daily, { breaks: 2 })).history).toBe(series);
    expect(withoutOdd(series, gridOf(daily, { odd: [5] })).history.ds).toHaveLength(5);
    const moved = withoutOdd(series, gridOf(daily, { moved: new Map([[0, 60]]) })).history;
    expect([moved.ds[0], moved.ds.length, moved.rowsIn]).toEqual([60, 6, 6]);
  });
});
