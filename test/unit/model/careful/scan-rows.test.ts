// All rows of a file, with their lines, whatever they look like.
import { expect, test } from "vitest";
import { scanRows, type Body } from "../../../../src/model/careful/scan-rows.ts";
import { textOf } from "../../../../src/model/csv/split-row.ts";
import { bytes } from "../support.ts";

function rowsOf(text: string, body: Partial<Body> = {}): string[] {
  const rows: string[] = [];
  scanRows(bytes(text), { delimiter: ",", width: 2, start: 0, line: 1, ...body }, (row, fields) => {
    const cells = Array.from({ length: fields }, (_, index) => textOf(row, index));
    rows.push(`${row.line}: ${cells.join("|")}`);
  });
  return rows;
}

test.each<[string, string, string[], Partial<Body>?]>([
  ["plain rows", "a,1\nb,2\n", ["1: a|1", "2: b|2"]],
  ["another delimiter", "a;1\nb;2", ["1: a|1", "2: b|2"], { delimiter: ";" }],
  ["blank lines count", "a,1\n\n\nb,2", ["1: a|1", "4: b|2"]],
  ["the first line is told", "a,1\nb,2", ["5: a|1", "6: b|2"], { line: 5 }],
  ["from where the rows begin", "x\na,1\nb,2", ["2: a|1", "3: b|2"], { start: 2, line: 2 }],
  ["a line break in quotes", 'a,"1\n2"\nb,2', ["1: a|1\n2", "3: b|2"]],
  ["a row that is too short", "a\nb,2", ["1: a", "2: b|2"]],
  ["a row that is too long", "a,1,2\nb,2", ["1: a|1|2", "2: b|2"]],
  ["empty cells too many", "a,1,,\nb,2", ["1: a|1", "2: b|2"]],
  [
    "a row too short is filled, where cells may be left out",
    "a\nb,2\nc,1",
    ["1: a", "2: b|2", "3: c|1"],
    { pads: true },
  ],
  ["a break in quotes of a row too long", 'a,"1\n2",3\nb,2', ["1: a|1\n2|3", "3: b|2"]],
  ["a short row at the end", "a,1\nb", ["1: a|1", "2: b"]],
  [
    "lines that are no part of the table",
    "a,1\nb,2\nc\nd,4",
    ["1: a|1", "4: d|4"],
    { skip: new Set([2, 3]) },
  ],
  ["one column", "a\n\nb", ["1: a", "3: b"], { width: 1 }],
])("%s", (_, text, rows, body) => {
  expect(rowsOf(text, body)).toEqual(rows);
});
