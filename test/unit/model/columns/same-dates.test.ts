// Columns of dates that say the same, and how many rows may say something else.
import { expect, test } from "vitest";
import type { ColumnProfile } from "../../../../src/model/columns/profile-columns.ts";
import { sameDates } from "../../../../src/model/columns/same-dates.ts";
import { find } from "../dates/support.ts";
import { bytes } from "../support.ts";

const hour = (index: number) => new Date(Date.UTC(2024, 0, 1, index)).toISOString().slice(0, 16);

/** @param shifts hours of the second column behind the first, row by row */
function same(names: string[], shifts: number[], zones = ["", ""]): string | undefined {
  const rows = shifts.map((shift, row) => [hour(30 * row) + zones[0], hour(30 * row + shift) + zones[1]]);
  const columns = names.map(
    (name, index) => ({ index, name, dates: find(rows.map((row) => row[index]!)) }) as ColumnProfile,
  );
  const found = sameDates(columns, bytes(rows.map((row) => row.join(",")).join("\n")), {
    delimiter: ",",
    width: 2,
    start: 0,
    line: 1,
  });
  return found && `${found.column.name}; ${found.why}`;
}

const repeated = (...counts: [shift: number, count: number][]) =>
  counts.flatMap(([shift, count]) => Array<number>(count).fill(shift));
const alike = "a; b holds the same times";

test.each<[string, number[], string | undefined]>([
  ["all rows alike", repeated([0, 20]), alike],
  ["nine of ten alike", repeated([0, 18], [5, 2]), alike],
  ["others first and last", repeated([5, 1], [0, 18], [7, 1]), alike],
  ["less than nine of ten alike", repeated([0, 17], [5, 1], [6, 1], [7, 1]), undefined],
])("%s", (_, shifts, result) => {
  expect(same(["a", "b"], shifts)).toBe(result);
});

test.each<[string, number[], boolean]>([
  ["one shift", repeated([1, 20]), true],
  ["summer and winter", repeated([1, 10], [2, 10]), true],
  ["two hours of summer time", repeated([1, 10], [3, 10]), true],
  ["shifts that lie further apart", repeated([1, 10], [4, 10]), false],
  ["the widest zone", repeated([14, 20]), true],
  ["no zone", repeated([15, 20]), false],
  ["three shifts", repeated([1, 8], [2, 8], [3, 8]), false],
  ["a usual one among others", repeated([5, 1], [1, 18], [9, 1]), true],
])("beside a column in UTC: %s", (_, shifts, isSame) => {
  expect(same(["utc", "local"], shifts)?.startsWith("local; utc holds the same times") ?? false).toBe(isSame);
});

test("with zones the moments are compared", () => {
  expect(same(["a", "b"], repeated([1, 20]), ["Z", "+01:00"])).toBe("b; a holds the same times");
  expect(same(["b", "a"], repeated([-1, 20]), ["+01:00", "Z"])).toBe("b; a holds the same times");
});
