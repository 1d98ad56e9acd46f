// Two columns of dates, of which the one that steps from row to row holds the dates of the rows.
import { expect, test } from "vitest";
import type { ColumnProfile } from "../../../../src/model/columns/profile-columns.ts";
import { steppingDates } from "../../../../src/model/columns/stepping-dates.ts";
import { bytes } from "../support.ts";

const column = (index: number, repeats = true) =>
  ({ index, name: "ab"[index] ?? "c", repeats }) as ColumnProfile;

function stepping(rows: string[], columns = [column(0), column(1)]) {
  const found = steppingDates(columns, bytes(rows.join("\n")), {
    delimiter: ",",
    width: 2,
    start: 0,
    line: 1,
  });
  return found && `dates ${found.dates.name}, id ${found.id.name}`;
}

const byFirst = ["2020,2021", "2021,2021", "2020,2022", "2021,2022"];

test("the column that changes more often holds the dates", () => {
  expect(stepping(byFirst)).toBe("dates a, id b");
  expect(stepping(byFirst.map((row) => row.split(",").toReversed().join(",")))).toBe("dates b, id a");
});

test.each<[string, string[], ColumnProfile[]?]>([
  ["a pair comes twice", [...byFirst, "2021,2022"]],
  ["both step alike", ["2020,2021", "2021,2022", "2022,2023"]],
  ["the first does not repeat", byFirst, [column(0, false), column(1)]],
  ["the second does not repeat", byFirst, [column(0), column(1, false)]],
  ["there are three", byFirst, [column(0), column(1), column(2)]],
  ["there is one", byFirst, [column(0)]],
])("nothing is known where %s", (_, rows, columns) => {
  expect(stepping(rows, columns)).toBeUndefined();
});

test("rows of another width do not count", () => {
  expect(stepping([...byFirst, "2021", "2021"])).toBe("dates a, id b");
});
