// All patterns by which one cell may be a date, with what its numbers then mean.
import { describe, expect, test } from "vitest";
import { guessPatterns } from "../../../../../src/model/dates/guess/guess-patterns.ts";
import { rangeGuesses } from "../../../../../src/model/dates/guess/guess-range.ts";
import { rocDates } from "../../../../../src/model/dates/guess/guess-era.ts";
import { splitCell } from "../../../../../src/model/dates/guess/split-cell.ts";
import { createLanguages } from "../../../../../src/model/dates/languages.ts";
import { createWords } from "../../../../../src/model/dates/words.ts";

const words = createWords(createLanguages(["en"]));
const guess = (text: string) =>
  guessPatterns(splitCell(text), words).map(({ pattern, meaning, rank }) => `${pattern} ${meaning} ${rank}`);

describe("numbers alone", () => {
  test.each<[string, string[]]>([
    ["2024", ["yyyy year 0"]],
    ["20240105", ["yyyyMMdd yMd 0", "ddMMyyyy dMy 1", "MMddyyyy Mdy 1"]],
    ["2024005", ["yyyyDDD year day 0"]],
    ["2024.1", ["decimal-year.0 decimal-year 0", "yyyy.M year month 1", "yyyy.Q quarter 1"]],
    ["2024.01", ["decimal-year.00 decimal-year 0", "yyyy.MM year month 1"]],
    ["2024.083", ["decimal-year.000 decimal-year 0"]],
    ["2024.0", ["yyyy.0 year 0", "decimal-year.0 decimal-year 1", "yyyy.M year month 1", "yyyy.Q quarter 1"]],
    [
      "202401.0",
      ["yyyyMM.0 year month 0", "YYYYww.0 week 1", "yyMMdd.0 yMd 1", "ddMMyy.0 dMy 1", "MMddyy.0 Mdy 1"],
    ],
    ["202401.5", []],
    ["11301", ["roc:yyyMM year month roc 0", "yyDDD short year day 0", "excel excel 0"]],
    ["45292.5", ["excel excel 0"]],
    ["45292.0", ["excel.0 excel 0"]],
    ["2401", ["yyyy year 0", "yyMM month year 0"]],
    ["2312", ["yyyy year 0", "yyMM month year 1"]],
    ["2313", ["yyyy year 0"]],
    ["12345678", ["yyyyMMdd yMd 0", "ddMMyyyy dMy 1", "MMddyyyy Mdy 1"]],
    ["170410000", ["unix unix 1"]],
    ["1704100000", ["yyyyMMddHH yMd 0", "unix unix 1"]],
    ["17041000000", []],
    ["170410000000", ["yyyyMMddHHmm yMd 0", "yyMMddHHmmss yMd short 1", "unix-ms unix-ms 1"]],
    ["1704100000000", ["unix-ms unix-ms 1"]],
    ["17041000000000", ["yyyyMMddHHmmss yMd 0"]],
    ["170410000000000", ["unix-us unix-us 0"]],
    ["1704100000000000", ["unix-us unix-us 0"]],
    ["17041000000000000", ["yyyyMMddHHmmssSSS yMd 0"]],
    ["170410000000000000", ["unix-ns unix-ns 0"]],
    ["1704100000000000000", ["unix-ns unix-ns 0"]],
    ["17041000000000000000", []],
  ])("%s", (text, guesses) => {
    expect(guess(text)).toEqual(guesses);
  });
});

describe("two numbers", () => {
  test.each<[string, string[]]>([
    ["2024-01", ["yyyy-MM year month 0", "yyyy-ff fiscal 1"]],
    ["2024/1", ["yyyy/M year month 0", "yyyy/Q quarter 0"]],
    ["1/2024", ["M/yyyy year month 0", "Q/yyyy quarter 0"]],
    ["01/2024", ["MM/yyyy year month 0"]],
    ["001.2024", ["0MM.yyyy year month 0"]],
    ["101/2024", []],
    ["2023/2024", ["yyyy/ffff fiscal 0"]],
    ["2024-005", ["yyyy-DDD year day 0"]],
    [
      "24-01",
      [
        "MM-yy month year 0",
        "yy-MM year month 0",
        "yy-ff fiscal 1",
        "dd-MM no year dM 1",
        "MM-dd no year Md 1",
      ],
    ],
    ["1-24", ["M-yy month year 0", "d-MM no year dM 1", "M-dd no year Md 1"]],
    ["24-1", ["yy-M year month 0", "dd-M no year dM 1", "MM-d no year Md 1"]],
    ["2024年1月", ["yyyy年M月 year month 0"]],
    ["1月2024年", ["M月yyyy年 year month 0"]],
    ["1月5日", []],
  ])("%s", (text, guesses) => {
    expect(guess(text)).toEqual(guesses);
  });
});

describe("three numbers", () => {
  test.each<[string, string[]]>([
    ["2024-01-05", ["yyyy-MM-dd yMd 0", "yyyy-dd-MM ydM 2"]],
    ["05.01.2024", ["dd.MM.yyyy dMy 0", "MM.dd.yyyy Mdy 0"]],
    ["2024_10_12", ["yyyy_MM_dd yMd 0", "yyyy_dd_MM ydM 2"]],
    ["41_10_12", []],
    ["10_12_2024", ["dd_MM_yyyy dMy 0", "MM_dd_yyyy Mdy 0"]],
    ["2024年1月5日", ["yyyy年M月d日 yMd 0"]],
  ])("%s", (text, guesses) => {
    expect(guess(text)).toEqual(guesses);
  });
});

describe("years of the Republic of China", () => {
  const ofRoc = (text: string) => guess(text).filter((each) => each.includes("roc"));
  test.each<[string, string[]]>([
    ["113/01/05", ["roc:yyy/MM/dd yMd roc 0"]],
    ["113/01", ["roc:yyy/MM year month roc 0"]],
    ["113-01", []],
    ["113年1月", ["roc:yyy年M月 year month roc 0"]],
    ["99/01/05", ["roc:yyy/MM/dd yMd roc 2"]],
    ["49/01/05", []],
    ["213/01/05", []],
    ["民國49年1月5日", ["roc:民國yyy年M月d日 yMd roc 0"]],
  ])("%s", (text, guesses) => {
    expect(ofRoc(text)).toEqual(guesses);
  });

  test("years of four digits are none, whatever stands before them", () => {
    const tokens = splitCell("民國2024年1月5日");
    const numbers = tokens.flatMap(({ kind }, index) => (kind === "number" ? [index] : []));
    expect(rocDates(tokens, numbers)).toEqual([]);
    expect(rocDates(tokens, [])).toEqual([]);
  });
});

describe("ranges", () => {
  const ranges = (text: string) =>
    rangeGuesses(text, (start) => guessPatterns(splitCell(start), words))?.map(({ pattern }) => pattern);
  test.each<[string, string[] | undefined]>([
    ["5 Jan 2024 - 11 Jan 2024", ["d MMM yyyy{ - }"]],
    ["5 Jan 2024 to 6 Jan 2024", ["d MMM yyyy{ to }"]],
    ["2024-01-01/2024-01-07", ["yyyy-MM-dd{/}", "yyyy-dd-MM{/}"]],
    ["20240101-20240107", ["yyyyMMdd{-}", "ddMMyyyy{-}", "MMddyyyy{-}"]],
    ["2024-01-05 10:00 - 11:00", ["yyyy-MM-dd HH:mm{ - ||HH:mm}", "yyyy-dd-MM HH:mm{ - ||HH:mm}"]],
    [
      "2024-01-05 10:00:00 - 11:00:00",
      ["yyyy-MM-dd HH:mm:ss{ - ||HH:mm:ss}", "yyyy-dd-MM HH:mm:ss{ - ||HH:mm:ss}"],
    ],
    // Of two that are not alike the first is no start.
    ["1Jan2024 - Jan2024", undefined],
    ["2023/2024", undefined],
    ["2024-01-05", undefined],
  ])("%s", (text, patterns) => {
    expect(ranges(text)).toEqual(patterns);
  });
});
