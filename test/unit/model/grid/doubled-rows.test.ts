// Rows of one date: which they are, whether they are a slip, and whether they are the hour after a change of clocks.
import { describe, expect, test } from "vitest";
import { areClockChanges, isRare, sameDates } from "../../../../src/model/grid/doubled-rows.ts";
import { every, seconds } from "./support.ts";

describe("rows of one date", () => {
  test("are found in the order of the file", () => {
    expect(sameDates([1, 1, 2, 3, 3, 3, 4], undefined)).toEqual([
      [0, 1],
      [3, 4, 5],
    ]);
    expect(sameDates([5, 5, 6, 6], undefined)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(sameDates([1, 2, 3], undefined)).toEqual([]);
  });

  test("are found where the file is not sorted", () => {
    expect(sameDates([3, 1, 3, 1, 2], [1, 3, 4, 0, 2])).toEqual([
      [1, 3],
      [0, 2],
    ]);
  });

  test.each([
    [0, 1, true],
    [1, 49, false],
    [1, 50, true],
    [2, 99, false],
    [2, 100, true],
  ])("%i in %i are a slip: %s", (doubles, rows, expected) => {
    expect(isRare(doubles, rows)).toBe(expected);
  });
});

describe("a change of clocks is told", () => {
  const hoursOf = (date: string, step = 3600, rows = 48) => every(step, date, rows);

  test.each([
    ["01", false],
    ["02", false],
    ["03", true],
    ["04", true],
    ["05", true],
    ["06", false],
    ["07", false],
    ["08", false],
    ["09", true],
    ["10", true],
    ["11", true],
    ["12", false],
  ])("by its season: month %s %s", (month, expected) => {
    const date = `2024-${month}-10`;
    expect(areClockChanges([seconds(`${date}T02:00:00`)], hoursOf(date))).toBe(expected);
  });

  test.each([
    ["00:00", true],
    ["03:00", true],
    ["04:00", false],
    ["13:00", false],
  ])("by the night: %s %s", (time, expected) => {
    expect(areClockChanges([seconds(`2024-10-27T${time}:00`)], hoursOf("2024-10-27"))).toBe(expected);
  });

  test.each([
    ["23 hours", 3600, 23, false],
    ["24 hours", 3600, 24, true],
    ["rows of 61 minutes", 3660, 48, false],
    ["rows of two hours", 7200, 48, false],
  ])("by enough rows of an hour or less: %s", (_, step, rows, expected) => {
    const dates = hoursOf("2024-10-27T02:00:00", step, rows);
    // A row that is there twice is one date.
    expect(areClockChanges([dates[0]!], [...dates, dates[0]!])).toBe(expected);
  });

  test.each([
    ["one hour", 3600, ["02:00"], true],
    ["two hours", 3600, ["02:00", "03:00"], false],
    ["one hour of half hours", 1800, ["02:00", "02:30"], true],
    ["a half hour too many", 1800, ["02:00", "02:30", "03:00"], false],
    ["one hour of quarters", 900, ["02:00", "02:15", "02:30", "02:45"], true],
    ["more rows than an hour has", 1800, ["02:00", "02:15", "02:30"], false],
  ])("by one hour of a night: %s", (_, step, times, expected) => {
    const doubled = times.map((time) => seconds(`2024-10-27T${time}:00`));
    expect(areClockChanges(doubled, hoursOf("2024-10-27", step))).toBe(expected);
  });

  test("by each of several nights", () => {
    const dates = [...hoursOf("2023-10-29"), ...hoursOf("2024-10-27")];
    const [first, second] = ["2023-10-29T02:00:00", "2024-10-27T02:00:00"].map(seconds) as [number, number];
    expect(areClockChanges([first, second], dates)).toBe(true);
    expect(areClockChanges([first, second + 12 * 3600], dates)).toBe(false);
  });
});
