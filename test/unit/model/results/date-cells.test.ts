import { expect, test } from "vitest";
import { dayStyle, type DateStyle } from "../../../../src/model/dates/date-style.ts";
import { commonKind, createDateCells, dateKindOf } from "../../../../src/model/results/date-cells.ts";

const seconds = 1_706_724_000; // 2024-01-31 18:00
const day = 1_706_659_200;

const kindOf = (style: DateStyle, ds: number[] = [day]) =>
  dateKindOf({
    levels: [],
    series: [
      {
        id: [],
        style,
        rows: { ds, yhat: ds, bands: [] },
        outcome: { rows: 1, model: "", frequency: "", fault: undefined, warnings: [], heaviest: undefined },
      },
    ],
  });

const time: DateStyle = { ...dayStyle, precision: "time" };

test.each<[string, DateStyle, number, string, string]>([
  ["a day", dayStyle, day, "day", "@1706659200"],
  ["an hour after days", dayStyle, seconds, "time", "@1706724000"],
  ["a day of a pattern", { ...dayStyle, pattern: "dd.MM.yyyy" }, day, "day", "@1706659200"],
  ["a day of a week", { ...dayStyle, pattern: "YYYY-'W'ww-e" }, day, "day", "@1706659200"],
  ["a week", { ...dayStyle, pattern: "YYYY-'W'ww" }, day - 2 * 86_400, "text", "2024-W05"],
  ["a month", { ...dayStyle, precision: "month" }, day - 30 * 86_400, "text", "2024-01"],
  [
    "a quarter",
    { ...dayStyle, precision: "month", pattern: "yyyy'Q'Q" },
    day - 30 * 86_400,
    "text",
    "2024Q1",
  ],
  ["a year", { ...dayStyle, precision: "year" }, day - 30 * 86_400, "text", "2024"],
  ["a time", time, seconds, "time", "@1706724000"],
  ["UTC", { ...time, zone: "Z" }, seconds, "moment", "@1706724000 0"],
  ["an offset", { ...time, zone: "+02:00" }, seconds, "moment", "@1706724000 7200"],
  ["counted seconds", { ...time, pattern: "unix" }, seconds, "moment", "@1706724000 0"],
  ["counted days", { ...time, pattern: "excel" }, day, "day", "@1706659200"],
])("%s", (_what, style, at, kind, cell) => {
  expect(kindOf(style, [at])).toBe(kind);
  expect(createDateCells(style, undefined)(at)).toBe(cell);
});

test("moments keep the time on the local clock beside them", () => {
  const clock = { zone: "Europe/Berlin", offset: 3600, isUtc: false, isGuess: false, texts: {}, skipped: 0 };
  const summer = 1_720_000_000;
  const zoned = createDateCells({ ...time, zone: "+01:00" }, clock);
  expect(zoned(summer)).toBe(`@${summer + 7200} 7200`);
  expect(createDateCells(time, clock)(summer)).toBe(`@${summer + 7200}`);
  expect(createDateCells({ ...time, zone: "Z" }, { ...clock, isUtc: true })(summer)).toBe(`@${summer} 0`);
});

test("days among times are midnights; other kinds have no type together", () => {
  expect(commonKind(["day", undefined, "time"])).toBe("time");
  expect(commonKind(["moment", "time"])).toBe("text");
  expect(commonKind([undefined])).toBeUndefined();
});
