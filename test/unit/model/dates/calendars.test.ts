// Dates of other calendars: read as the days that they are, and continued as they are written.
import { describe, expect, test } from "vitest";
import { createMonthCalendar } from "../../../../src/model/dates/calendars.ts";
import { find, found, read, wallOf, written } from "./support.ts";

/** As ICU writes the days from a day on. */
function cellsOf(calendar: string, count: number, step = 1, from = "2023-12-20", locale = "en") {
  const format = new Intl.DateTimeFormat(`${locale}-u-ca-${calendar}-nu-latn`, {
    timeZone: "UTC",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return Array.from({ length: count }, (_, index) => {
    const parts = format.formatToParts(Date.parse(from) + index * step * 86_400_000);
    const text = (type: string) => parts.find((part) => part.type === type)!.value;
    return { year: text("year"), month: text("month"), day: text("day") };
  });
}

const slashed = (calendar: string, count: number, step?: number) =>
  cellsOf(calendar, count, step).map(({ year, month, day }) => `${year}/${month}/${day}`);
const dayFirst = (calendar: string, count: number) =>
  cellsOf(calendar, count).map(({ year, month, day }) => `${day}/${month}/${year}`);
const months = (first: number, count: number, text: (year: number, month: string) => string) =>
  Array.from({ length: count }, (_, index) =>
    text(first + Math.floor(index / 12), String((index % 12) + 1).padStart(2, "0")),
  );

describe("a column is read, and continued in its own calendar", () => {
  test.each<
    [name: string, cells: string[], days: [first: string, last: string], next: [iso: string, text: string]]
  >([
    [
      "Thai, over a 29 February",
      slashed("buddhist", 100),
      ["2023-12-20", "2024-03-28"],
      ["2024-04-01", "2567/04/01"],
    ],
    [
      "Thai, the day first",
      dayFirst("buddhist", 100),
      ["2023-12-20", "2024-03-28"],
      ["2024-04-01", "01/04/2567"],
    ],
    ["Thai months", ["2566-12", "2567-01"], ["2023-12-01", "2024-01-01"], ["2024-02-01", "2567-02"]],
    ["Thai years", ["2565", "2566", "2567"], ["2022-01-01", "2024-01-01"], ["2025-01-01", "2568"]],
    ["Thai fiscal years", ["2566/67", "2567/68"], ["2023-01-01", "2024-01-01"], ["2025-01-01", "2568/69"]],
    [
      "Thai names",
      ["31 มกราคม 2567", "1 กุมภาพันธ์ 2567"],
      ["2024-01-31", "2024-02-01"],
      ["2024-01-02", "2 มกราคม 2567"],
    ],
    [
      "Thai names, two digits",
      ["31 ม.ค. 67", "1 ก.พ. 67"],
      ["2024-01-31", "2024-02-01"],
      ["2024-01-02", "2 ม.ค. 67"],
    ],
    ["compact", ["25670131", "25670201"], ["2024-01-31", "2024-02-01"], ["2024-02-29", "25670229"]],
    ["Persian", slashed("persian", 400), ["2023-12-20", "2025-01-22"], ["2025-03-20", "1403/12/30"]],
    ["Persian weeks", slashed("persian", 60, 7), ["2023-12-20", "2025-02-05"], ["2025-03-21", "1404/01/01"]],
    [
      "Persian, the day first",
      dayFirst("persian", 400),
      ["2023-12-20", "2025-01-22"],
      ["2025-03-21", "01/01/1404"],
    ],
    ["Islamic", slashed("islamic-umalqura", 400), ["2023-12-20", "2025-01-22"], ["2025-03-01", "1446/09/01"]],
    ["Taiwan", slashed("roc", 100), ["2023-12-20", "2024-03-28"], ["2024-04-01", "113/04/01"]],
    [
      "Taiwan, from 99 to 100",
      ["99/12/30", "99/12/31", "100/01/03"],
      ["2010-12-30", "2011-01-03"],
      ["2011-01-04", "100/01/04"],
    ],
    [
      "Taiwan, words",
      ["民國113年1月", "民國113年2月"],
      ["2024-01-01", "2024-02-01"],
      ["2024-03-01", "民國113年3月"],
    ],
    ["Taiwan, years", ["111年", "112年", "113年"], ["2022-01-01", "2024-01-01"], ["2025-01-01", "114年"]],
    ["Taiwan, compact", ["1130101", "1130102"], ["2024-01-01", "2024-01-02"], ["2024-12-31", "1131231"]],
    [
      "Taiwan, compact months",
      months(111, 30, (year, month) => `${year}${month}`),
      ["2022-01-01", "2024-06-01"],
      ["2024-07-01", "11307"],
    ],
    ["Japan", ["R5.1.1", "R5.1.2"], ["2023-01-01", "2023-01-02"], ["2024-12-31", "R6.12.31"]],
    ["Japan, padded", ["H31.04.30", "R01.05.01"], ["2019-04-30", "2019-05-01"], ["2023-01-02", "R05.01.02"]],
    [
      "Japan, words",
      ["平成31年4月", "令和元年5月", "令和1年6月"],
      ["2019-04-01", "2019-06-01"],
      ["2023-01-01", "令和5年1月"],
    ],
    [
      "Japan, in full",
      ["昭和64年1月7日", "平成元年1月8日"],
      ["1989-01-07", "1989-01-08"],
      ["1989-12-31", "平成1年12月31日"],
    ],
  ])("%s", (_, cells, [first, last], [iso, text]) => {
    const { format } = found(cells);
    const dates = read(cells, format);
    expect([dates[0], dates.at(-1)]).toEqual([first, last]);
    expect(written(cells, format, [wallOf(iso)])).toEqual([text]);
    expect(structuredClone(format)).toEqual(format);
  });
});

test("says which calendar was believed", () => {
  expect(found(["2566-12-31", "2567-01-01"]).notes).toEqual([
    "The years are Buddhist, so 2566-12-31 is in 2023.",
  ]);
  expect(found(slashed("persian", 100)).notes).toEqual([
    "The dates are Persian, so 1402/09/29 is 2023-12-20.",
  ]);
});

test("two calendars that allow all dates are asked about, and each answer reads", () => {
  const cells = Array.from({ length: 9 }, (_, day) => `1402/01/0${day + 1}`);
  const finding = find(cells);
  if (finding.kind !== "ambiguous") throw new Error(finding.kind);
  expect(finding.readings.map(({ iso, option }) => [iso, option])).toEqual([
    ["2023-03-21", "--date-format persian:%Y/%m/%d"],
    ["1981-10-29", "--date-format islamic:%Y/%m/%d"],
  ]);
  for (const { iso, option } of finding.readings) {
    const { format } = found(cells, { format: option.replace("--date-format ", "") });
    expect(read(cells, format)[0]).toBe(iso);
  }
});

test.each([
  ["months", months(1400, 30, (year, month) => `${year}/${month}`), "1402/07"],
  ["firsts of months", months(1400, 30, (year, month) => `${year}/${month}/01`), "1402/07/01"],
])("%s of a calendar that need not be known are counted as they stand", (_, cells, next) => {
  const { format, notes } = found(cells);
  expect(read(cells, format).slice(0, 3)).toEqual(["1400-01-01", "1400-02-01", "1400-03-01"]);
  expect(written(cells, format, [wallOf("1402-07-01")])).toEqual([next]);
  expect(notes[0]).toContain("taken as they stand");
});

test("years of long ago stay our own", () => {
  const cells = Array.from({ length: 300 }, (_, year) => `${1300 + year}-01-01`);
  expect(read(cells, found(cells).format)[0]).toBe("1300-01-01");
  expect(found(["1000", "1001", "1002"]).certainty).toBe("possible");
});

test("a year that no calendar here has is refused, unless it is meant", () => {
  const cells = ["5784-01-01", "5784-01-02"];
  expect(find(cells)).toMatchObject({
    kind: "none",
    reason: expect.stringContaining("--date-format %Y-%m-%d"),
  });
  expect(read(cells, found(cells, { format: "%Y-%m-%d" }).format)).toEqual(cells);
});

test.each(["persian", "islamic"] as const)("%s days are those of ICU, there and back", (name) => {
  const calendar = createMonthCalendar(name)!;
  for (let day = -60_000; day < 50_000; day += 97)
    expect(calendar.seconds(calendar.partsOf(day * 86_400))).toBe(day * 86_400);
  expect(calendar.seconds({ year: 1402, month: 1, day: 32 })).toBeNaN();
});
