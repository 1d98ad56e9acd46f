// How a format is told to people.
import { expect, test } from "vitest";
import { describeDateFormat } from "../../../../src/model/dates/date-format.ts";
import { found } from "./support.ts";

test.each<[string[], string]>([
  [["31.01.2024", "01.02.2024"], "day.month.year, as 31.01.2024"],
  [["01/31/2024", "02/01/2024"], "month/day/year, as 01/31/2024"],
  [["2024/01/31 10:00", "2024/01/31 11:00"], "year/month/day hour:minute, as 2024/01/31 18:00"],
  [["5 Jan 2024", "6 Jan 2024"], "day month's name year, as 31 Jan 2024"],
  [["1704067200", "1704153600", "1704240000"], "seconds since 1970, as 1706724000"],
])("%j", (cells, text) => {
  expect(describeDateFormat(found(cells).format)).toBe(text);
});

test("years with a fraction have one pattern, whatever digits their cells have", () => {
  expect(found(["1959.0", "1959.25", "1959.5", "1959.75", "1960.0"]).format.patterns).toEqual([
    "decimal-year.0",
  ]);
});
