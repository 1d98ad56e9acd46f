import { expect, it } from "vitest";
import { csvCell } from "../../../../src/core/text/csv-cell.ts";

it.each([
  ["plain", "plain"],
  ["", ""],
  ["a b", "a b"],
  ["a,b", '"a,b"'],
  ['say "b"', '"say ""b"""'],
  ["two\nlines", '"two\nlines"'],
  ["cr\r", '"cr\r"'],
  [" before", '" before"'],
  ["behind\t", '"behind\t"'],
])("writes %j as %j", (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});
