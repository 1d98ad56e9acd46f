// Cells read by a pattern, just inside and just outside of what it allows.
import { describe, expect, test } from "vitest";
import { createLanguages } from "../../../../../src/model/dates/languages.ts";
import { createPatternReader } from "../../../../../src/model/dates/pattern/read-pattern.ts";
import { createWords } from "../../../../../src/model/dates/words.ts";
import { isoOf } from "../support.ts";

const words = createWords(createLanguages(["en"]));
const reader = (pattern: string) => createPatternReader(pattern, { words, firstYear: 1969 });

function read(pattern: string, text: string): string {
  const one = reader(pattern);
  const wall = one.read(text);
  return Number.isNaN(wall) ? one.problem : isoOf(wall);
}

describe("numbers", () => {
  test.each([
    ["yyyy-MM-dd", "2024-01-31", "2024-01-31"],
    ["yyyy-MM-dd", "2024-1-5", "2024-01-05"],
    ["yyyy-MM-dd", "2024-1-05x", "not-a-date"],
    ["yyyy-MM-dd", "2024-01-", "not-a-date"],
    ["yyyy-MM-dd", "2024-001-05", "not-a-date"],
    ["yyyy-MM-dd", "204-01-05", "not-a-date"],
    ["yyyy-MM-dd", "20240-01-05", "not-a-date"],
    ["yyyy-MM-dd", "2024-00-05", "no-such-date"],
    ["yyyy-MM-dd", "2024-12-31", "2024-12-31"],
    ["yyyy-MM-dd", "2024-13-01", "no-such-date"],
    ["yyyy-MM-dd", "2024-01-00", "no-such-date"],
    ["yyyy-MM-dd", "2024-02-29", "2024-02-29"],
    ["yyyy-MM-dd", "2023-02-29", "no-such-date"],
    ["yyyy-MM-dd", "0000-01-01", "no-such-date"],
    ["yyyyMMdd", "20240105", "2024-01-05"],
    ["yyyyMMdd", "2024015", "not-a-date"],
    ["yyyyDDD", "2024001", "2024-01-01"],
    ["yyyyDDD", "2024366", "2024-12-31"],
    ["yyyyDDD", "2023365", "2023-12-31"],
    ["yyyyDDD", "2023366", "no-such-date"],
    ["yyyyDDD", "2023000", "no-such-date"],
    ["yyyyDDD", "202301", "not-a-date"],
    ["yy-MM-dd", "69-01-01", "1969-01-01"],
    ["yy-MM-dd", "68-01-01", "2068-01-01"],
    ["yy-MM-dd", "5-01-01", "not-a-date"],
    ["yyyy'Q'Q", "2024Q1", "2024-01-01"],
    ["yyyy'Q'Q", "2024Q4", "2024-10-01"],
    ["yyyy'Q'Q", "2024Q0", "no-such-date"],
    ["yyyy'Q'Q", "2024Q5", "no-such-date"],
    ["yyyy'Q'Q", "2024Q01", "not-a-date"],
    ["yyyy'H'b", "2024H1", "2024-01-01"],
    ["yyyy'H'b", "2024H2", "2024-07-01"],
    ["yyyy'H'b", "2024H3", "no-such-date"],
    ["yyyy/ff", "2023/24", "2023-01-01"],
    ["yyyy/ff", "1999/00", "1999-01-01"],
    ["yyyy/ff", "2023/25", "no-such-date"],
    ["yyyy/ffff", "2023/2024", "2023-01-01"],
    ["yyyy/ffff", "2023/2023", "no-such-date"],
    ["YYYY-'W'ww", "2024-W01", "2024-01-01"],
    ["YYYY-'W'ww", "2020-W53", "2020-12-28"],
    ["YYYY-'W'ww", "2024-W53", "no-such-date"],
    ["YYYY-'W'ww", "2020-W54", "no-such-date"],
    ["YYYY-'W'ww", "2024-W00", "no-such-date"],
    ["YYYY-'W'ww", "0000-W05", "no-such-date"],
    ["YYYY-'W'ww-e", "2024-W01-1", "2024-01-01"],
    ["YYYY-'W'ww-e", "2024-W01-7", "2024-01-07"],
    ["YYYY-'W'ww-e", "2024-W01-0", "no-such-date"],
    ["YYYY-'W'ww-e", "2024-W01-8", "no-such-date"],
    ["roc:yyy/MM/dd", "99/01/05", "2010-01-05"],
    ["roc:yyy/MM/dd", "113/01/05", "2024-01-05"],
    ["roc:yyy/MM/dd", "9/01/05", "not-a-date"],
    ["roc:yyyMM", "11301", "2024-01-01"],
    ["roc:yyyMM", "9901", "not-a-date"],
    ["buddhist:yy-MM-dd", "67-01-05", "2024-01-05"],
    ["dd.MM", "29.02", "2000-02-29"],
  ])("%s reads %s as %s", (pattern, text, iso) => {
    expect(read(pattern, text)).toBe(iso);
  });
});

describe("times of day", () => {
  test.each([
    ["yyyy-MM-dd HH:mm", "2024-01-05 00:00", "2024-01-05"],
    ["yyyy-MM-dd HH:mm", "2024-01-05 23:59", "2024-01-05T23:59:00"],
    ["yyyy-MM-dd HH:mm", "2024-01-05 24:00", "2024-01-06"],
    ["yyyy-MM-dd HH:mm", "2024-01-05 24:01", "no-such-date"],
    ["yyyy-MM-dd HH:mm", "2024-01-05 25:00", "no-such-date"],
    ["yyyy-MM-dd HH:mm", "2024-01-05 10:60", "no-such-date"],
    ["yyyy-MM-dd HH:mm:ss", "2024-01-05 10:59:59", "2024-01-05T10:59:59"],
    ["yyyy-MM-dd HH:mm:ss", "2024-01-05 10:59:60", "no-such-date"],
    ["yyyy-MM-dd HH:mm:ss", "2024-01-05 24:00:01", "no-such-date"],
    ["yyyy-MM-dd HH:mm:ss.SSS", "2024-01-05 10:59:59.000", "2024-01-05T10:59:59"],
    ["yyyy-MM-dd HH:mm:ss.SSS", "2024-01-05 10:59:59.001", "fraction"],
    ["yyyy-MM-dd HH:mm:ss.SSS", "2024-01-05 10:59:59.", "not-a-date"],
    ["yyyyMMddHHmmssSSS", "20240105105959000", "2024-01-05T10:59:59"],
    ["yyyyMMddHHmmssSSS", "20240105105959", "not-a-date"],
    ["yyyy-MM-dd h:mm a", "2024-01-05 12:00 AM", "2024-01-05"],
    ["yyyy-MM-dd h:mm a", "2024-01-05 1:00 a.m.", "2024-01-05T01:00:00"],
    ["yyyy-MM-dd h:mm a", "2024-01-05 12:00 pm", "2024-01-05T12:00:00"],
    ["yyyy-MM-dd h:mm a", "2024-01-05 11:59 PM", "2024-01-05T23:59:00"],
    ["yyyy-MM-dd h:mm a", "2024-01-05 13:05 PM", "2024-01-05T13:05:00"],
    ["yyyy-MM-dd h:mm a", "2024-01-05 23:05 PM", "2024-01-05T23:05:00"],
    ["yyyy-MM-dd h:mm a", "2024-01-05 24:00 PM", "no-such-date"],
    ["yyyy-MM-dd h:mm a", "2024-01-05 13:05 AM", "no-such-date"],
    ["yyyy-MM-dd h:mm a", "2024-01-05 10:05 ZM", "not-a-date"],
  ])("%s reads %s as %s", (pattern, text, iso) => {
    expect(read(pattern, text)).toBe(iso);
  });
});

describe("names and what is between", () => {
  test.each([
    ["d MMM yyyy", "5 Jan 2024", "2024-01-05"],
    ["d MMM yyyy", "5 JANUARY 2024", "2024-01-05"],
    ["d MMM yyyy", "5 Jan. 2024", "2024-01-05"],
    ["d MMM. yyyy", "5 Jan. 2024", "2024-01-05"],
    ["d MMM. yyyy", "5 Jan 2024", "not-a-date"],
    ["d MMM yyyy", "5 Jon 2024", "not-a-date"],
    ["d MMM yyyy", "5  Jan\u00a02024", "2024-01-05"],
    ["d MMM yyyy", "5Jan 2024", "not-a-date"],
    ["E d MMM yyyy", "Fri 5 Jan 2024", "2024-01-05"],
    ["E d MMM yyyy", "Mon 5 Jan 2024", "no-such-date"],
    ["E d MMM yyyy", "Fro 5 Jan 2024", "not-a-date"],
    ["MMM do, yyyy", "Jan 5th, 2024", "2024-01-05"],
    ["MMM do, yyyy", "Jan 1ST, 2024", "2024-01-01"],
    ["MMM do, yyyy", "Jan 2nd, 2024", "2024-01-02"],
    ["MMM do, yyyy", "Jan 3rd, 2024", "2024-01-03"],
    ["MMM do, yyyy", "Jan 3xx, 2024", "not-a-date"],
    ["'Week of 'yyyy-MM-dd", "week  of 2024-01-05", "2024-01-05"],
    ["'Week of 'yyyy-MM-dd", "Weekof 2024-01-05", "not-a-date"],
    ["Gg'.'M'.'d", "R6.1.5", "2024-01-05"],
    ["Gg'.'M'.'d", "X6.1.5", "not-a-date"],
  ])("%s reads %s as %s", (pattern, text, iso) => {
    expect(read(pattern, text)).toBe(iso);
  });

  test("a zone is kept as it stands, and must be there", () => {
    const one = reader("yyyy-MM-dd HH:mmX");
    expect(isoOf(one.read("2024-01-05 10:00+01:00"))).toBe("2024-01-05T10:00:00");
    expect(one.zone).toBe("+01:00");
    expect(one.read("2024-01-05 10:00")).toBeNaN();
  });

  test("a zone before the year ends at the blank", () => {
    const one = reader("E MMM d HH:mm:ss X yyyy");
    expect(isoOf(one.read("Fri Jan 5 00:00:00 CET 2024"))).toBe("2024-01-05");
    expect(one.zone).toBe("CET");
  });
});

test("numbers below ten show whether they are padded, and ten does not", () => {
  const widthOf = (...texts: string[]) => {
    const one = reader("dd.MM.yyyy");
    for (const text of texts) one.read(text);
    return one.widths.get("day");
  };
  expect(widthOf("10.10.2024")).toEqual({ short: false, padded: false });
  expect(widthOf("9.10.2024")).toEqual({ short: true, padded: false });
  expect(widthOf("09.10.2024")).toEqual({ short: false, padded: true });
  expect(widthOf("9.10.2024", "01.10.2024")).toEqual({ short: true, padded: true });
});

test("years of two digits that occurred are known", () => {
  const one = reader("yy-MM-dd");
  one.read("07-01-01");
  expect([...one.shortYears.entries()].filter(([, seen]) => seen === 1)).toEqual([[7, 1]]);
});
