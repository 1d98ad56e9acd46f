import { describe, expect, test } from "vitest";
import { formatDate, parseDate } from "../../../../src/model/csv/parse-date.ts";

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
