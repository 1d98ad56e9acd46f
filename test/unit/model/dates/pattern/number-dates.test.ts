// Dates that are one number, at the edges of what each unit can say.
import { describe, expect, test } from "vitest";
import type { NumberUnit } from "../../../../../src/model/dates/pattern/date-pattern.ts";
import { readNumber, writeNumber } from "../../../../../src/model/dates/pattern/number-dates.ts";
import { isoOf, wallOf } from "../support.ts";

const read = (text: string, unit: NumberUnit) => {
  const wall = readNumber(text, unit);
  return typeof wall === "number" ? isoOf(wall) : wall;
};

test.each<[string, NumberUnit, string]>([
  ["0", "unix", "1970-01-01"],
  ["1", "unix", "1970-01-01T00:00:01"],
  ["-86400", "unix", "1969-12-31"],
  ["1.0", "unix", "1970-01-01T00:00:01"],
  ["1,00", "unix", "1970-01-01T00:00:01"],
  ["1.5", "unix", "fraction"],
  ["253402300799", "unix", "9999-12-31T23:59:59"],
  ["253402300800", "unix", "no-such-date"],
  ["-253402300800", "unix", "no-such-date"],
  ["0", "unix-ms", "1970-01-01"],
  ["5", "unix-ms", "fraction"],
  ["999", "unix-ms", "fraction"],
  ["1000", "unix-ms", "1970-01-01T00:00:01"],
  ["1001", "unix-ms", "fraction"],
  ["1000000", "unix-us", "1970-01-01T00:00:01"],
  ["1000001", "unix-us", "fraction"],
  ["1000000000", "unix-ns", "1970-01-01T00:00:01"],
  ["1000000001", "unix-ns", "fraction"],
  ["12a", "unix", "not-a-date"],
  ["", "unix", "not-a-date"],
  ["1", "excel", "1900-01-01"],
  ["0", "excel", "no-such-date"],
  ["-1", "excel", "no-such-date"],
  ["59", "excel", "1900-02-28"],
  ["60", "excel", "no-such-date"],
  ["61", "excel", "1900-03-01"],
  ["45292", "excel", "2024-01-01"],
  ["45292.5", "excel", "2024-01-01T12:00:00"],
  ["2958465", "excel", "9999-12-31"],
  ["2958466", "excel", "no-such-date"],
  ["1959", "decimal-year", "1959-01-01"],
  ["1959.0", "decimal-year", "1959-01-01"],
  ["1959.083", "decimal-year", "1959-02-01"],
  ["1959.25", "decimal-year", "1959-04-01"],
  ["1959.5", "decimal-year", "1959-07-01"],
  ["1959.917", "decimal-year", "1959-12-01"],
  ["1959.92", "decimal-year", "1959-12-01"],
  ["1959.99", "decimal-year", "no-such-date"],
  // One digit says a half and no month.
  ["1959.3", "decimal-year", "no-such-date"],
  ["1959.8", "decimal-year", "no-such-date"],
  // Between two months.
  ["1959.04", "decimal-year", "no-such-date"],
  ["1959.085", "decimal-year", "no-such-date"],
  ["959.5", "decimal-year", "not-a-date"],
  ["19590.5", "decimal-year", "not-a-date"],
])("%s as %s is %s", (text, unit, iso) => {
  expect(read(text, unit)).toBe(iso);
});

describe("writeNumber", () => {
  test.each<[string, NumberUnit, number, string | undefined]>([
    ["1970-01-01", "unix", 0, "0"],
    ["1970-01-01", "unix-ms", 1, "0.0"],
    ["1970-01-01T00:00:01", "unix", 0, "1"],
    ["1970-01-01T00:00:01", "unix", 2, "1.00"],
    ["1970-01-01T00:00:01", "unix-ms", 0, "1000"],
    ["1970-01-01T00:00:01", "unix-us", 0, "1000000"],
    ["1970-01-01T00:00:01", "unix-ns", 0, "1000000000"],
    ["1899-12-31", "excel", 0, undefined],
    ["1900-01-01", "excel", 0, "1"],
    ["1900-02-28", "excel", 0, "59"],
    ["1900-03-01", "excel", 0, "61"],
    ["2024-01-01", "excel", 1, "45292.0"],
    ["2024-01-01T12:00:00", "excel", 1, "45292.5"],
    ["1959-01-01", "decimal-year", 0, "1959.0"],
    ["1959-01-01", "decimal-year", 3, "1959.000"],
    ["1959-02-01", "decimal-year", 0, "1959.08"],
    ["1959-04-01", "decimal-year", 1, "1959.25"],
    ["1959-07-01", "decimal-year", 1, "1959.5"],
    ["1959-12-01", "decimal-year", 3, "1959.917"],
    ["1959-12-02", "decimal-year", 3, undefined],
    ["1959-12-01T01:00:00", "decimal-year", 3, undefined],
  ])("%s as %s with %i decimals is %s", (iso, unit, decimals, text) => {
    expect(writeNumber(wallOf(iso), unit, decimals)).toBe(text);
  });
});
