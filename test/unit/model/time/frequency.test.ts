import { describe, expect, test } from "vitest";
import { futureDates, stepsBetween } from "../../../../src/model/time/frequency.ts";
import { frequencyName, parseFrequency } from "../../../../src/model/time/frequency-name.ts";
import { inferFrequency } from "../../../../src/model/grid/infer-frequency.ts";
import { inputErrorOf } from "../support.ts";

const seconds = (text: string) => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`) / 1000;
const text = (at: number) => new Date(at * 1000).toISOString().replace(/(T00:00)?:00\.000Z$/, "");
const days = (first: string, offsets: number[]) => offsets.map((offset) => seconds(first) + offset * 86_400);

describe("inferFrequency", () => {
  test.each<[string, string[], string, string[]]>([
    ["yearly", ["2020-01-01", "2021-01-01", "2022-01-01"], "YS", ["2023-01-01", "2024-01-01"]],
    ["yearly at the end", ["2021-12-31", "2022-12-31", "2023-12-31"], "YE", ["2024-12-31", "2025-12-31"]],
    [
      "yearly on 29 February",
      ["2016-02-29", "2017-02-28", "2018-02-28", "2019-02-28"],
      "YE",
      ["2020-02-29", "2021-02-28"],
    ],
    ["quarterly", ["2023-01-01", "2023-04-01", "2023-07-01"], "QS", ["2023-10-01", "2024-01-01"]],
    ["quarterly at the end", ["2023-03-31", "2023-06-30", "2023-09-30"], "QE", ["2023-12-31", "2024-03-31"]],
    ["month starts", ["2023-10-01", "2023-11-01", "2023-12-01"], "MS", ["2024-01-01", "2024-02-01"]],
    [
      "month starts with a gap",
      ["2023-01-01", "2023-02-01", "2023-03-01", "2023-06-01"],
      "MS",
      ["2023-07-01"],
    ],
    [
      "month ends through a leap year",
      ["2023-10-31", "2023-11-30", "2023-12-31", "2024-01-31"],
      "ME",
      ["2024-02-29", "2024-03-31", "2024-04-30"],
    ],
    [
      "month ends in a common year",
      ["2022-11-30", "2022-12-31", "2023-01-31"],
      "ME",
      ["2023-02-28", "2023-03-31"],
    ],
    ["the 15th", ["2023-11-15", "2023-12-15", "2024-01-15"], "monthly", ["2024-02-15", "2024-03-15"]],
    ["the 30th", ["2023-12-30", "2024-01-30", "2024-02-29"], "monthly", ["2024-03-30", "2024-04-30"]],
    ["every second month", ["2023-01-01", "2023-03-01", "2023-05-01"], "2MS", ["2023-07-01", "2023-09-01"]],
    ["two months are months", ["2023-01-01", "2023-02-01"], "MS", ["2023-03-01"]],
    ["weekly", ["2024-01-03", "2024-01-10", "2024-01-17"], "W", ["2024-01-24", "2024-01-31"]],
    ["every fourth week", ["2024-01-01", "2024-01-29", "2024-02-26", "2024-03-25"], "4W", ["2024-04-22"]],
    ["daily over a leap day", ["2024-02-26", "2024-02-27", "2024-02-28"], "D", ["2024-02-29", "2024-03-01"]],
    ["hourly", ["2024-01-01T22:00:00", "2024-01-01T23:00:00"], "h", ["2024-01-02", "2024-01-02T01:00"]],
    ["quarter-hourly", ["2024-01-01T00:00:00", "2024-01-01T00:15:00"], "15min", ["2024-01-01T00:30"]],
    ["minutely", ["2024-01-01T23:58:00", "2024-01-01T23:59:00"], "min", ["2024-01-02", "2024-01-02T00:01"]],
    ["six-hourly", ["2024-01-01T00:00:00", "2024-01-01T06:00:00"], "6h", ["2024-01-01T12:00"]],
  ])("finds %s", (_, dates, name, future) => {
    const ds = dates.map(seconds);
    const inferred = inferFrequency(ds);
    expect(inferred && frequencyName(inferred.frequency)).toBe(name);
    expect(inferred?.irregular).toBe(0);
    expect(futureDates(inferred!.frequency, ds.at(-1)!, future.length).map(text)).toEqual(future);
  });

  test("finds Monday to Friday, and steps over the weekend", () => {
    // 2024-01-01 is a Monday; the second Monday is a holiday.
    const ds = days("2024-01-01", [0, 1, 2, 3, 4, 8, 9, 10, 11, 14, 15, 16, 17, 18]);
    const inferred = inferFrequency(ds);
    expect(inferred).toEqual({ frequency: { kind: "business" }, irregular: 0 });
    expect(futureDates({ kind: "business" }, ds.at(-1)!, 3).map(text)).toEqual([
      "2024-01-22",
      "2024-01-23",
      "2024-01-24",
    ]);
  });

  test("calls five weekdays daily, since no weekend was seen", () => {
    expect(inferFrequency(days("2024-01-01", [0, 1, 2, 3, 4]))?.frequency).toEqual({
      kind: "fixed",
      seconds: 86_400,
    });
  });

  test("sees through gaps", () => {
    expect(inferFrequency(days("2024-01-01", [0, 1, 5, 6, 7, 20, 21, 22, 60]))).toEqual({
      frequency: { kind: "fixed", seconds: 86_400 },
      irregular: 0,
    });
  });

  test("counts spacings that do not fit", () => {
    const ds = [
      ...days(
        "2024-01-01",
        Array.from({ length: 20 }, (_, i) => i * 2),
      ),
      ...days("2024-02-10", [1]),
    ];
    expect(inferFrequency(ds)).toEqual({ frequency: { kind: "fixed", seconds: 172_800 }, irregular: 1 });
  });

  test("tells last business days from month ends", () => {
    const ds = ["2024-01-31", "2024-02-29", "2024-03-29", "2024-04-30", "2024-05-31"].map(seconds);
    expect(inferFrequency(ds)).toEqual({
      frequency: { kind: "months", months: 1, day: 31, roll: "back" },
      irregular: 0,
    });
  });

  test("gives up on dates without a pattern", () => {
    expect(inferFrequency(days("2024-01-01", [0, 3, 7, 8, 15, 17, 30]))).toBeUndefined();
  });
});

describe("parseFrequency", () => {
  const none = () => [];
  test.each([
    ["D", "2024-01-15", "2024-01-16"],
    ["daily", "2024-01-15", "2024-01-16"],
    ["2D", "2024-01-15", "2024-01-17"],
    ["W", "2024-01-15", "2024-01-22"],
    ["B", "2024-01-19", "2024-01-22"],
    ["business-daily", "2024-01-20", "2024-01-22"],
    ["MS", "2024-01-01", "2024-02-01"],
    ["MS", "2024-01-15", "2024-02-01"],
    ["ME", "2024-01-31", "2024-02-29"],
    ["ME", "2024-01-15", "2024-01-31"],
    ["QS", "2024-05-15", "2024-07-01"],
    ["QS", "2024-02-01", "2024-05-01"],
    ["QE", "2024-05-15", "2024-06-30"],
    ["YS", "2024-05-15", "2025-01-01"],
    ["YE", "2024-12-31", "2025-12-31"],
    ["h", "2024-01-15", "2024-01-15T01:00"],
    ["30min", "2024-01-15", "2024-01-15T00:30"],
    ["minutely", "2024-01-15", "2024-01-15T00:01"],
  ])("reads %s: after %s comes %s", (name, last, next) => {
    expect(futureDates(parseFrequency(name, none), seconds(last), 1).map(text)).toEqual([next]);
  });

  test("keeps the day of the data for a word", () => {
    expect(parseFrequency("monthly", () => [10, 10])).toEqual({ kind: "months", months: 1, day: 10 });
  });

  test.each(["D", "3D", "W", "B", "h", "15min", "s", "MS", "ME", "QS", "QE", "YS", "YE", "2MS"])(
    "names %s as it was read",
    (name) => {
      expect(frequencyName(parseFrequency(name, none))).toBe(name);
    },
  );

  test.each(["sometimes", "m", "ms", "0D", "D2", "2B", "W-ANY", "MS-OCT", "constructor"])(
    "refuses %s",
    async (name) => {
      expect(await inputErrorOf(() => parseFrequency(name, none))).toMatchObject({
        code: "parameter.frequency",
      });
    },
  );
});

test.each([
  ["D", "2024-01-01", "2024-03-01", 60],
  ["B", "2024-01-05", "2024-01-08", 1],
  ["B", "2024-01-01", "2024-01-15", 10],
  ["MS", "2023-11-01", "2024-02-01", 3],
  ["QE", "2023-03-31", "2024-03-31", 4],
])("stepsBetween counts %s from %s to %s", (name, from, to, steps) => {
  expect(
    stepsBetween(
      parseFrequency(name, () => []),
      seconds(from),
      seconds(to),
    ),
  ).toBe(steps);
});
