import { describe, expect, test } from "vitest";
import { judgeStrayRows, type StrayRow } from "../../../../src/model/layout/judge-stray-rows.ts";

const header = ["date", "y"];
const judge = (where: StrayRow["where"], ...rows: string[][]) =>
  judgeStrayRows(
    rows.map((cells, index) => ({ line: index + 2, cells, where })),
    header,
  );

describe("rows that are no part of the table", () => {
  test.each<[StrayRow["where"], string[], RegExp]>([
    ["first", ["", "(USD)"], /^Line 2 was skipped \("\(USD\)"\): it says how the columns are measured\.$/],
    ["first", ["YYYY-MM-DD", "number"], /measured/],
    ["first", ["", "%"], /measured/],
    ["first", ["CDID", "L522"], /text only/],
    ["first", ["Release date", "15-01-2025"], /text only/],
    ["first", ["---", "---:"], /draws a line/],
    ["first", ["------------+-----"], /draws a line/],
    ["first", ["Datum", "Wert"], /text only/],
    ["inside", ["date", "y"], /repeats the names/],
    ["inside", ["DATE ", "Y"], /repeats the names/],
    ["inside", ["# maintenance"], /comment/],
    ["inside", ["#2024-01-05", "7"], /comment/],
    ["inside", ["Page 2 of 10", ""], /text only/],
    ["inside", ["Subtotal", "500"], /total/],
    ["last", ["Total", "12345"], /total/],
    ["last", ["Summe", "1.234,50"], /total/],
    ["last", ["Grand total:", "12,345"], /total/],
    ["last", ["Gesamt", "12"], /total/],
    ["last", ["", "Total", "12345"], /total/],
    ["last", ["Kokku", "12345"], /has no date/],
    ["last", ["", "12345"], /has no date/],
    ["last", ["(365 rows)"], /text only/],
    ["last", ["365 rows in set (0.01 sec)"], /text only/],
    ["last", ["Source: Eurostat", "2024"], /./],
    ["last", ["* provisional", ""], /text only/],
    ["last", ["Last Updated: 06/28/2024", ""], /text only/],
  ])("%s: %j", (where, cells, note) => {
    const { skip, notes } = judge(where, cells);
    expect(skip).toEqual([2]);
    expect(notes).toEqual([expect.stringMatching(note)]);
  });

  test("blank ones, without a word", () => {
    expect(judge("inside", ["", ""], [" "], ["NA", "-"])).toEqual({ skip: [2, 3, 4], notes: [] });
  });
});

describe("rows that may be observations", () => {
  test.each<[StrayRow["where"], string[]]>([
    ["first", ["", "5"]],
    ["first", ["n/a", "5"]],
    ["inside", ["2024-13-01", "5"]],
    ["inside", ["yesterday", "5"]],
    ["inside", ["", "5"]],
    ["inside", ["yesterday", "5 Stück"]],
    ["inside", ["", "5 Stück"]],
    ["inside", ["soon", "≈ 12 t"]],
    ["inside", ["2024-01-05x"]],
    ["inside", ["#N/A", "5"]],
    ["inside", ["#REF!", "5"]],
    ["inside", ["2024-01-05", "1", "000"]],
    ["inside", ["2024-01-05"]],
    ["last", ["2024-02-30", "5"]],
    ["last", ["2024-02-"]],
    ["last", ["2024-02-05"]],
    ["last", ["shop 7", "5"]],
  ])("%s: %j", (where, cells) => {
    expect(judge(where, cells)).toEqual({ skip: [], notes: [] });
  });

  test("several rows without a date at the end", () => {
    expect(judge("last", ["", "5"], ["", "6"]).skip).toEqual([]);
  });

  test("many rows with numbers below the data", () => {
    const rows = Array.from({ length: 7 }, (_, index) => ["North", String(index)]);
    expect(judge("last", ...rows).skip).toEqual([]);
  });

  test("a row that is numbered with a #", () => {
    const row = { line: 9, cells: ["#12", "2024-13-01", "5"], where: "inside" } as const;
    expect(judgeStrayRows([row], ["#", "date", "y"], 1).skip).toEqual([]);
  });

  test("a series whose date is broken", () => {
    const row = { line: 9, cells: ["north", "", "5"], where: "last" } as const;
    expect(judgeStrayRows([row], ["shop", "date", "y"]).skip).toEqual([]);
  });
});

test("says many lines of a kind in one sentence", () => {
  const rows = Array.from({ length: 9 }, (_, index) => ({
    line: 10 * (index + 1),
    cells: header,
    where: "inside" as const,
  }));
  expect(judgeStrayRows(rows, header)).toEqual({
    skip: rows.map(({ line }) => line),
    notes: [
      'Lines 10, 20, 30, 40, 50 and 4 more were skipped ("date, y"): they repeat the names of the columns.',
    ],
  });
});
