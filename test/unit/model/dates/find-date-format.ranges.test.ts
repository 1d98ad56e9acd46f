// Spans of time in one cell: the start is the date, and results have both ends.
import { expect, test } from "vitest";
import { find, found, read, wallOf, written } from "./support.ts";

test.each<[cells: string[], first: string, next: [iso: string, text: string]]>([
  [
    ["13.01.2024 00:00 - 13.01.2024 01:00", "13.01.2024 23:00 - 14.01.2024 00:00"],
    "2024-01-13",
    ["2024-01-14", "14.01.2024 00:00 - 14.01.2024 01:00"],
  ],
  [
    ["2024-01-01 - 2024-01-07", "2024-01-08 - 2024-01-14"],
    "2024-01-01",
    ["2024-01-29", "2024-01-29 - 2024-02-04"],
  ],
  [["1/15/2024 – 1/21/2024", "1/22/2024 – 1/28/2024"], "2024-01-15", ["2024-01-29", "1/29/2024 – 2/4/2024"]],
  [["2024-01-01/2024-01-07"], "2024-01-01", ["2024-01-08", "2024-01-08/2024-01-14"]],
  [["2024-01-01-2024-01-07"], "2024-01-01", ["2024-01-08", "2024-01-08-2024-01-14"]],
  [["20240101-20240107"], "2024-01-01", ["2024-01-08", "20240108-20240114"]],
  [
    ["2024-01-01 to 2024-01-31", "2024-02-01 to 2024-02-29"],
    "2024-01-01",
    ["2024-03-01", "2024-03-01 to 2024-03-31"],
  ],
  [
    ["2024-01-01 - 2024-02-01", "2024-02-01 - 2024-03-01"],
    "2024-01-01",
    ["2024-03-01", "2024-03-01 - 2024-04-01"],
  ],
  [["Jan 1, 2024 - Jan 7, 2024"], "2024-01-01", ["2024-01-29", "Jan 29, 2024 - Feb 4, 2024"]],
  [
    ["15/01/24 - 21/01/24", "22/01/24 - 28/01/24", "29/01/24 - 04/02/24"],
    "2024-01-15",
    ["2024-02-05", "05/02/24 - 11/02/24"],
  ],
  [
    ["2024-01-01T00:00Z/2024-01-01T01:00Z"],
    "2024-01-01",
    ["2024-01-02", "2024-01-02T00:00Z/2024-01-02T01:00Z"],
  ],
  [["2024-01-01 23:00 - 00:00"], "2024-01-01T23:00:00", ["2024-01-02", "2024-01-02 00:00 - 01:00"]],
  [
    ["2024-01-01 00:00-01:00", "2024-01-01 01:00-02:00"],
    "2024-01-01",
    ["2024-01-01T02:00:00", "2024-01-01 02:00-03:00"],
  ],
  // Of ends that vary none is made up.
  [
    ["2024-01-01 - 2024-01-07", "2024-01-08 - 2024-01-09", "2024-01-15 - 2024-01-16"],
    "2024-01-01",
    ["2024-01-22", "2024-01-22"],
  ],
])("%j", (cells, first, [iso, text]) => {
  const { format, notes } = found(cells);
  expect(read(cells, format)[0]).toBe(first);
  expect(written(cells, format, [wallOf(iso)])).toEqual([text]);
  expect(notes).toContain("Of a range the start is its date.");
});

test("an offset is no end", () => {
  const cells = ["2024-01-01 00:00-05:00", "2024-01-01 01:00-05:00", "2024-01-01 02:00-05:00"];
  expect(found(cells).format.patterns).toEqual(["yyyy-MM-dd HH:mmX"]);
});

test("years of a season are one year", () => {
  expect(found(["2022-2023", "2023-2024"]).format.patterns).toEqual(["yyyy-ffff"]);
});

test("what is asked of a range can be answered, also by the format of its start", () => {
  const cells = ["03/04/2024 - 03/04/2024"];
  const finding = find(cells);
  if (finding.kind !== "ambiguous") throw new Error(finding.kind);
  const options = finding.readings.map(({ option }) =>
    option.replace("--date-format ", "").replaceAll('"', ""),
  );
  expect(options.map((format) => read(cells, found(cells, { format }).format)[0])).toEqual([
    "2024-04-03",
    "2024-03-04",
  ]);
  expect(read(cells, found(cells, { format: "%d/%m/%Y" }).format)).toEqual(["2024-04-03"]);
});
