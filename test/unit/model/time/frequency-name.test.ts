import { describe, expect, test } from "vitest";
import { futureDates } from "../../../../src/model/time/frequency.ts";
import { frequencyName, parseFrequency } from "../../../../src/model/time/frequency-name.ts";

const seconds = (text: string) => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`) / 1000;
const text = (at: number) => new Date(at * 1000).toISOString().replace(/(T00:00)?:00\.000Z$/, "");
const read = (name: string, days: number[] = []) => parseFrequency(name, () => days);

describe("the names that pandas users type", () => {
  test.each([
    ["QS-OCT", "2024-01-01", "2024-04-01"],
    ["QS-OCT", "2024-02-01", "2024-04-01"],
    ["Q-DEC", "2024-03-31", "2024-06-30"],
    ["QE-JAN", "2024-01-31", "2024-04-30"],
    ["month-end", "2024-01-31", "2024-02-29"],
    ["Month-Start", "2024-01-15", "2024-02-01"],
    ["quarter-end", "2024-03-31", "2024-06-30"],
    ["year-start", "2024-06-15", "2025-01-01"],
    ["2QS-JAN", "2024-01-01", "2024-07-01"],
    ["YS-APR", "2024-04-01", "2025-04-01"],
    ["AS-APR", "2024-06-15", "2025-04-01"],
    ["A-JUN", "2024-06-30", "2025-06-30"],
    ["YE-JUN", "2024-01-31", "2024-06-30"],
    ["W-SUN", "2024-01-07", "2024-01-14"],
    ["W-MON", "2024-01-18", "2024-01-22"],
    ["2W-MON", "2024-01-15", "2024-01-29"],
    ["BM", "2024-05-31", "2024-06-28"],
    ["BME", "2024-06-28", "2024-07-31"],
    ["BMS", "2024-05-01", "2024-06-03"],
    ["BQE", "2024-06-28", "2024-09-30"],
    ["BQ", "2024-03-29", "2024-06-28"],
    ["BYE", "2022-12-30", "2023-12-29"],
    ["BAS", "2022-01-03", "2023-01-02"],
    ["SMS", "2024-01-01", "2024-01-15"],
    ["SME", "2024-02-15", "2024-02-29"],
    ["SM", "2024-02-29", "2024-03-15"],
    ["SMS-16", "2024-01-16", "2024-02-01"],
    ["WOM-2TUE", "2024-01-09", "2024-02-13"],
    ["LWOM-FRI", "2024-01-26", "2024-02-23"],
    ["H", "2024-01-01", "2024-01-01T01:00"],
    ["1H", "2024-01-01", "2024-01-01T01:00"],
    ["15T", "2024-01-01", "2024-01-01T00:15"],
    ["90min", "2024-01-01", "2024-01-01T01:30"],
    ["60S", "2024-01-01", "2024-01-01T00:01"],
    ["7D", "2024-01-03", "2024-01-10"],
    ["d", "2024-01-03", "2024-01-04"],
    ["1B", "2024-01-05", "2024-01-08"],
  ])("%s: after %s comes %s", (name, last, next) => {
    expect(futureDates(read(name), seconds(last), 1).map(text)).toEqual([next]);
  });
});

test.each([
  ["weekdays", "B"],
  ["hourly", "h"],
  ["2 hours", "2h"],
  ["15 minutes", "15min"],
  ["half-hourly", "30min"],
  ["fortnightly", "2W"],
  ["10 days", "10D"],
  ["Daily", "D"],
])("%s are %s", (words, name) => {
  expect(read(words)).toEqual(read(name));
});

test.each([
  [[15, 16, 15, 14, 15, 31], 15],
  [[30, 28, 30, 30], 30],
  [[31, 30, 31, 28], 31],
  [[1, 1, 1, 2], 1],
  [[14, 15, 16], 15],
])("monthly is on the usual day: of %j it is %i", (days, day) => {
  expect(read("monthly", days)).toEqual({ kind: "months", months: 1, day });
});

test.each(
  "QS-OCT QE-JAN YE-JUN YS-APR 2QS BME BMS BQE BQS BYE BYS-APR SMS SME SMS-16 SME-10 W-SUN 2W-MON WOM-3FRI LWOM-SUN 7min 90s 36h 10D 2YE 5ME".split(
    " ",
  ),
)("%s is the name of what it names", (name) => {
  expect(frequencyName(read(name))).toBe(name);
});
