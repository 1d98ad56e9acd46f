import { describe, expect, test } from "vitest";
import {
  agree,
  formatDate,
  formatDay,
  isSameStyle,
  parseDate,
} from "../../../../src/model/csv/parse-date.ts";

describe("parseDate", () => {
  test.each([
    ["2024-02-29", "2024-02-29T00:00:00Z", 0],
    ["2024/02/09", "2024-02-09T00:00:00Z", 0],
    ["2024-02", "2024-02-01T00:00:00Z", 0],
    ["2024", "2024-01-01T00:00:00Z", 0],
    ["2024-02-29T13:45", "2024-02-29T13:45:00Z", 0],
    ["2024-02-29 13:45:07", "2024-02-29T13:45:07Z", 0],
    ["2024-02-29T13:45:07.000Z", "2024-02-29T13:45:07Z", 0],
    ["2024-02-29 13:45:07 UTC", "2024-02-29T13:45:07Z", 0],
    ["2024-02-29T13:45:07+05:30", "2024-02-29T13:45:07Z", 19_800],
    ["2024-02-29T13:45:07-08", "2024-02-29T13:45:07Z", -28_800],
    ["2024-02-29T23:59:59z", "2024-02-29T23:59:59Z", 0],
    ["2024-02-29T13:45+15:59", "2024-02-29T13:45:00Z", 57_540],
    ["2024-02-29T13:45-0130", "2024-02-29T13:45:00Z", -5400],
    ["2024-02-29T13:45:07.0-01", "2024-02-29T13:45:07Z", -3600],
    ["0001-12-01", "0001-12-01T00:00:00Z", 0],
    ["0099-12-31", "0099-12-31T00:00:00Z", 0],
    ["1900-02-28", "1900-02-28T00:00:00Z", 0],
  ])("reads %s", (text, instant, offset) => {
    expect(parseDate(text)).toMatchObject({ wall: Date.parse(instant) / 1000, offset });
  });

  test.each([
    ["1900-02-29", "no-such-date"],
    ["2024-04-31", "no-such-date"],
    ["2024-13-01", "no-such-date"],
    ["2024-00-01", "no-such-date"],
    ["0000-01-01", "no-such-date"],
    ["2024-01-00", "no-such-date"],
    ["2024-01-01T23:59:60", "no-such-date"],
    ["2024-01-01T12:00+16:00", "no-such-date"],
    ["2024-01-01T12:00+01:60", "no-such-date"],
    ["2024-01-01T12:00:00.001", "fraction"],
    ["2024-01-01T24:00", "no-such-date"],
    ["2024-01-01T12:60", "no-such-date"],
    ["2024-01-01T12:00+99:00", "no-such-date"],
    ["03/04/2020", "ambiguous"],
    ["3.4.2020", "ambiguous"],
    ["03-04-20", "ambiguous"],
    ["20240131", "not-a-date"],
    ["2024-01-01x", "not-a-date"],
    ["2024-01/01", "not-a-date"],
    ["1704067200", "not-a-date"],
    ["Jan 2024", "not-a-date"],
  ])("refuses %s as %s", (text, problem) => {
    expect(parseDate(text)).toBe(problem);
  });
});

test.each([
  "2024-02-29",
  "2024/02/29",
  "2024-02",
  "2024",
  "2024-02-29T13:45",
  "2024-02-29 13:45:07",
  "2024-02-29T13:45:07.000Z",
  "2024-02-29T00:00+05:30",
])("formatDate writes %s as it was read", (text) => {
  const date = parseDate(text);
  if (typeof date === "string") throw new Error(date);
  expect(formatDate(date.wall, date.style)).toBe(text);
});

test("formatDate hides nothing behind a coarse style", () => {
  const month = parseDate("2024-01");
  if (typeof month === "string") throw new Error(month);
  expect(formatDate(month.wall + 86_400, month.style)).toBe("2024-01-02");
  expect(formatDate(month.wall + 3600, month.style)).toBe("2024-01-01T01:00");
});

test("formatDate writes minutes and seconds of their own", () => {
  const { wall, style } = dateOf("2024-02-29T13:45");
  expect(formatDate(wall + 7, style)).toBe("2024-02-29T13:45:07");
  expect(formatDate(wall + 86_400, dateOf("2024").style)).toBe("2024-03-01T13:45");
  expect(formatDay(wall)).toBe("2024-02-29");
  expect(formatDay(-1)).toBe("1969-12-31");
});

const styles = [
  "2024",
  "2024-01",
  "2024-01-01",
  "2024-01-01T01:00",
  "2024-01-01T01:00Z",
  "2024-01-01T01:00+01",
];

test.each(styles.map((text, index) => [text, index] as const))(
  "%s is in the same form as itself alone",
  (text, index) => {
    const same = styles.map((other) => isSameStyle(dateOf(text).style, dateOf(other).style));
    expect(same).toEqual(styles.map((_, other) => other === index));
  },
);

test.each([
  ["2024-01-01", "2024/01/01"],
  ["2024-01-01T01:00", "2024-01-01 01:00"],
  ["2024-01-01T01:00", "2024-01-01T01:00:00"],
  ["2024-01-01T01:00:00", "2024-01-01T01:00:00.0"],
])("%s and %s are two forms", (a, b) => {
  expect(isSameStyle(dateOf(a).style, dateOf(b).style)).toBe(false);
});

test.each([
  ["2024-01-01", "2024-01-01T01:00", true],
  ["2024-01-01T01:00Z", "2024-01-01T01:00+01", true],
  ["2024", "2025", true],
  ["2024", "2024-01", false],
  ["2024-01", "2024-01-01", false],
  ["2024-01-01", "2024-01", false],
  ["2024-01-01T01:00", "2024-01-01T01:00Z", false],
])("whether %s and %s may stand in one file: %s", (a, b, may) => {
  expect(agree(dateOf(a).style, dateOf(b).style)).toBe(may);
});

function dateOf(text: string) {
  const date = parseDate(text);
  if (typeof date === "string") throw new Error(date);
  return date;
}
