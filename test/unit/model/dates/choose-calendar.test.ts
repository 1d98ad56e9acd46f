// Firsts of months in years from 1200 to 1499 are counted as months of any calendar.
import { expect, test } from "vitest";
import { withoutFirstDay } from "../../../../src/model/dates/choose-calendar.ts";
import type { Meaning } from "../../../../src/model/dates/meanings.ts";
import { wallOf } from "./support.ts";

const ofDates = (dates: string[]) => ({ walls: new Set(dates.map(wallOf)) }) as Meaning;
const firsts = (year: number) => ["01", "02", "03"].map((month) => `${year}-${month}-01`);

test.each<[string, string, string[], string]>([
  ["the first such year", "yyyy/MM/dd", firsts(1200), "yyyy/MM/01"],
  ["the year before", "yyyy/MM/dd", firsts(1199), "yyyy/MM/dd"],
  ["the last such year", "yyyy/MM/dd", firsts(1499), "yyyy/MM/01"],
  ["the year behind", "yyyy/MM/dd", firsts(1500), "yyyy/MM/dd"],
  ["our years", "yyyy/MM/dd", firsts(2024), "yyyy/MM/dd"],
  ["a day of one digit", "yyyy/M/d", firsts(1402), "yyyy/M/1"],
  ["two dates", "yyyy/MM/dd", firsts(1402).slice(1), "yyyy/MM/dd"],
  ["another day", "yyyy/MM/dd", ["1402-01-02", ...firsts(1402)], "yyyy/MM/dd"],
  ["one month of each year", "yyyy/MM/dd", ["1401-01-01", "1402-01-01", "1403-01-01"], "yyyy/MM/dd"],
  ["times", "yyyy/MM/dd HH:mm", firsts(1402), "yyyy/MM/dd HH:mm"],
  ["no day", "yyyy/MM", firsts(1402), "yyyy/MM"],
])("%s", (_, pattern, dates, result) => {
  expect(withoutFirstDay(pattern, ofDates(dates))).toBe(result);
});
