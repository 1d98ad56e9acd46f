// Months, at the limits of how many rows keep a rule, how far off a row may be, and how early the last one.
import { describe, expect, test } from "vitest";
import { day, every, gridOf, seconds } from "./support.ts";

/** One row a month from January 2023 on, on these days. */
const monthly = (days: readonly number[], first = 0, step = 1) =>
  days.map((each, row) => Date.UTC(2023, first + row * step, each) / 1000);
const same = (count: number, on: number) => Array<number>(count).fill(on);

describe("a last row before its date", () => {
  test.each([
    ["the first", 1, "2024-08-29", 1],
    ["the first, by a day", 1, "2024-08-31", 1],
  ])("is of a month that is not over, for %s", (_, on, last, odd) => {
    const found = gridOf([...monthly(same(20, on)), seconds(last)])!;
    expect([found.name, found.odd.length]).toEqual(["MS", odd]);
  });

  test("is of a month that is not over, for the last day", () => {
    const ends = Array.from({ length: 19 }, (_, month) => Date.UTC(2023, month + 1, 0) / 1000);
    expect(gridOf([...ends, seconds("2024-08-29")])).toMatchObject({
      name: "ME",
      odd: ["2024-08-29"],
      next: ["2024-08-31", "2024-09-30"],
    });
  });

  test.each([
    ["2024-09-11", 0, 1],
    ["2024-09-10", 1, 0],
    ["2024-09-18", 0, 1],
  ])("inside of the month counts, four days early at most: %s", (last, odd, drifting) => {
    const found = gridOf([...monthly(same(20, 15)), seconds(last)])!;
    expect([found.odd.length, found.drifting]).toEqual([odd, drifting]);
  });
});

describe("a row off the rule of the others", () => {
  test.each([
    [8, 0, 1],
    [22, 0, 1],
    [7, 1, 0],
    [23, 1, 0],
  ])("is of its month, seven days off at most: day %i", (on, odd, drifting) => {
    const found = gridOf(monthly([...same(9, 15), on, ...same(10, 15)]))!;
    expect([found.name, found.odd.length, found.drifting]).toEqual(["monthly", odd, drifting]);
  });

  test("gives way to a nearer one of its month", () => {
    expect(gridOf([...monthly(same(20, 15)), seconds("2024-03-13")])).toMatchObject({ odd: ["2024-03-13"] });
    const missing = monthly(same(20, 15)).filter((_, row) => row !== 14);
    expect(gridOf([...missing, seconds("2024-03-12"), seconds("2024-03-16")])).toMatchObject({
      odd: ["2024-03-12"],
      drifting: 1,
    });
    expect(gridOf([...missing, seconds("2024-03-14"), seconds("2024-03-18")])).toMatchObject({
      odd: ["2024-03-18"],
      drifting: 1,
    });
  });

  test("of two of one day gives way to the one at the usual time", () => {
    const early = gridOf([...monthly(same(20, 1)), seconds("2024-03-01T06:00:00")]);
    expect(early).toMatchObject({ name: "MS", odd: ["2024-03-01T06:00"], moved: [] });
  });

  test("at another time is moved to the usual one", () => {
    const rows = monthly(same(20, 1));
    rows[14]! += 6 * 3600;
    expect(gridOf(rows)).toMatchObject({ name: "MS", odd: [], moved: ["2024-03-01T06:00 > 2024-03-01"] });
    const noon = monthly(same(20, 1)).map((each, row) => each + (row === 14 ? 6 : 12) * 3600);
    expect(gridOf(noon)).toMatchObject({ moved: ["2024-03-01T06:00 > 2024-03-01T12:00"] });
  });
});

test.each([
  [1, 10, "MS"],
  [2, 20, "MS"],
  [2, 19, undefined],
])("%i times of day that differ in %i months", (others, count, name) => {
  const rows = monthly(same(count, 1)).map((each, row) => each + (row < others ? (row + 1) * 3600 : 0));
  expect(gridOf(rows)?.name).toBe(name);
});

describe("months with gaps", () => {
  const at = (months: readonly number[]) => months.map((month) => Date.UTC(2020, month, 1) / 1000);
  test.each([
    ["1 step of 4 without one", [0, 1, 3, 6, 10], "MS"],
    ["1 step of 5", [0, 1, 3, 6, 10, 15], undefined],
    ["12 months", [0, 12, 24, 36], "YS"],
    ["13 months", [0, 13, 26, 39], undefined],
    ["24 months", [0, 24, 48, 72], "2YS"],
    ["11 months", [0, 11, 22, 33], "11MS"],
  ])("%s", (_, months, name) => {
    expect(gridOf(at(months))?.name).toBe(name);
  });
});

describe("days that drift", () => {
  test("need three rows", () => {
    expect(gridOf(monthly([15, 12]))?.name).toBe("4W");
    expect(gridOf(monthly([15, 12, 16]))?.name).toBe("monthly");
  });

  test.each([
    ["as many ends as other days", [31, 28, 31, 25, 25, 25], "ME"],
    ["more other days", [31, 28, 24, 25, 25, 25], "monthly"],
  ])("are the month's end with %s", (_, days, name) => {
    expect(gridOf(monthly(days))?.name).toBe(name);
  });

  test.each([
    ["3 of 4 steps without a gap", [0, 1, 2, 3, 5], "monthly"],
    ["2 of 3", [0, 1, 2, 4], undefined],
  ])("have few gaps: %s", (_, months, name) => {
    const days = [12, 16, 9, 18, 14];
    const rows = months.map((month, row) => Date.UTC(2023, month, days[row]!) / 1000);
    expect(gridOf(rows)?.name).toBe(name);
  });

  test("keep their day of the week in six rows", () => {
    const rows = [0, 4, 9, 13, 17, 22].map((week) => seconds("2024-01-06") + week * 7 * day);
    const next = gridOf(rows, 12)!.next.map((date) => new Date(date).getUTCDay());
    expect(new Set(next)).toEqual(new Set([6]));
  });
});

describe("every fourth week is no month", () => {
  /** Weeks between the rows. */
  const after = (weeks: readonly number[]) => {
    let sum = 0;
    return [0, ...weeks.map((each) => (sum += each))].map((each) => seconds("2022-01-05") + each * 7 * day);
  };
  test.each([
    ["one of ten spacings is another", [4, 4, 4, 4, 5, 4, 4, 4, 4, 4], "4W"],
    ["one of nine", [4, 4, 4, 4, 5, 4, 4, 4, 4], "monthly"],
  ])("where %s", (_, weeks, name) => {
    expect(gridOf(after(weeks))?.name).toBe(name);
  });
});

describe("two rows a month", () => {
  const halves = (second: number) =>
    Array.from(
      { length: 11 },
      (_, half) => Date.UTC(2024, (half + 1) >> 1, half % 2 === 0 ? second : 1) / 1000,
    );
  test.each([10, 15, 16, 20])("are on the 1st and the %ith", (second) => {
    const found = gridOf(halves(second))!;
    expect([found.odd, found.drifting]).toEqual([[], 0]);
    expect(found.next).toEqual(["2024-07-01", `2024-07-${second}`]);
  });

  test.each([9, 21])("are not on the 1st and the %ith", (second) => {
    expect(gridOf(halves(second))).toBeUndefined();
  });

  test("are two weeks where their spacing is", () => {
    expect(gridOf(every(14 * day, "2024-01-05", 12))).toMatchObject({ name: "2W" });
    expect(gridOf(every(12 * day, "2024-01-05", 12))).toMatchObject({ name: "12D" });
  });
});
