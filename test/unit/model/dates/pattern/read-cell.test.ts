// Ranges, of which the start is the date: what their ends may be.
import { expect, test } from "vitest";
import { createLanguages } from "../../../../../src/model/dates/languages.ts";
import { createCellReader } from "../../../../../src/model/dates/pattern/read-cell.ts";
import { createWords } from "../../../../../src/model/dates/words.ts";
import { isoOf } from "../support.ts";

const words = createWords(createLanguages(["en"]));
const reader = (pattern: string) => createCellReader(pattern, { words, firstYear: 1969 });

function read(pattern: string, text: string): string {
  const wall = reader(pattern).read(text);
  return Number.isNaN(wall) ? "no" : isoOf(wall);
}

test.each([
  ["yyyy-MM-dd HH:mm{ - }", "2024-01-05 10:00 - 2024-01-05 11:00", "2024-01-05T10:00:00"],
  ["yyyy-MM-dd HH:mm{ - }", "2024-01-05 10:00 - 2024-01-05 10:00", "2024-01-05T10:00:00"],
  // Where clocks go back.
  ["yyyy-MM-dd HH:mm{ - }", "2024-01-05 10:00 - 2024-01-05 08:00", "2024-01-05T10:00:00"],
  ["yyyy-MM-dd HH:mm{ - }", "2024-01-05 10:00 - 2024-01-05 07:59", "no"],
  ["yyyy-MM-dd HH:mm{ - }", "2024-01-05 10:00 - 2024-01-05", "no"],
  ["yyyy-MM-dd HH:mm{ - }", "2024-01-05 - 2024-01-05 10:00", "no"],
  ["yyyy-MM-dd{-}", "2024-01-01-2024-01-07", "2024-01-01"],
  ["yyyy-MM-dd HH:mm{-||HH:mm}", "2024-01-05 23:00-00:00", "2024-01-05T23:00:00"],
  ["yyyy-MM-dd HH:mm{-||HH:mm}", "2024-01-05 23:00-25:00", "no"],
  ["yyyy-MM-dd", "2024-01-05", "2024-01-05"],
  ["unix", "86400", "1970-01-02"],
])("%s reads %s as %s", (pattern, text, iso) => {
  expect(read(pattern, text)).toBe(iso);
});

test("lengths are counted, over midnight too", () => {
  const times = reader("yyyy-MM-dd HH:mm{-||HH:mm}");
  times.read("2024-01-05 22:00-23:00");
  times.read("2024-01-05 23:00-00:00");
  times.read("2024-01-06 00:00-00:00");
  expect([...times.lengths!]).toEqual([
    ["3600", 2],
    ["86400", 1],
  ]);
});

test("a number is padded where the start or the end is", () => {
  const days = reader("d.M.yyyy{ - }");
  days.read("1.1.2024 - 07.1.2024");
  expect(days.widths.get("day")).toEqual({ short: true, padded: true });
  days.read("10.1.2024 - 11.1.2024");
  expect(days.widths.get("month")).toEqual({ short: true, padded: false });
});
