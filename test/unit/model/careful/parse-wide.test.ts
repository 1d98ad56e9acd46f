// In which order the cells of a table across become the rows of a series.
import { expect, test } from "vitest";
import { parseWide } from "../../../../src/model/careful/parse-wide.ts";
import type { WideTable } from "../../../../src/model/columns/find-wide.ts";
import { splitCsv } from "../../../../src/model/csv/split-csv.ts";
import { createNumberFinder } from "../../../../src/model/numbers/find-number-format.ts";
import { found, isoOf } from "../dates/support.ts";
import { bytes } from "../support.ts";

const text = "Month,2022,2023\n1,10,30\n2,20,40\n";

function valuesOf(byColumn: boolean): string[] {
  const table = splitCsv(text);
  const finder = createNumberFinder();
  for (const value of ["10", "20", "30", "40"]) finder.add(value);
  const numbers = finder.result();
  if (numbers.kind !== "found") throw new Error(numbers.kind);
  const wide: WideTable = {
    dates: [
      { index: 1, text: "2022" },
      { index: 2, text: "2023" },
    ],
    format: found(["2022-01", "2022-02", "2023-01"]).format,
    id: [],
    rowDate: { index: 0, join: (month, year) => `${year}-0${month}`, ...(byColumn && { byColumn }) },
    note: "",
  };
  const body = { delimiter: ",", width: 3, ...table.body };
  const { groups } = parseWide(bytes(text), table, body, wide, numbers.format, new Set());
  const { count, wall, y } = groups.get("")!.closed;
  return Array.from({ length: count }, (_, row) => `${isoOf(wall[row]!)} ${y[row]}`);
}

test("dates that go on down a column are read column by column, so that they are in order", () => {
  expect(valuesOf(true)).toEqual(["2022-01-01 10", "2022-02-01 20", "2023-01-01 30", "2023-02-01 40"]);
});

test("dates that go on along a row are read row by row", () => {
  expect(valuesOf(false)).toEqual(["2022-01-01 10", "2023-01-01 30", "2022-02-01 20", "2023-02-01 40"]);
});
