import { readFileSync } from "node:fs";
import { writeXlsx, type CellValue } from "hucre/xlsx";
import { describe, expect, test } from "vitest";
import { readText } from "../../../../src/model/files/open-file.ts";
import { inputErrorOf } from "../support.ts";
import { zipOf } from "./support.ts";

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/files/${name}.xlsx`, import.meta.url));

async function read(input: Uint8Array, sheet?: string) {
  const { kind, text, notes } = await readText(input, { sheet });
  return { kind, lines: Buffer.from(text).toString().replace(/\n$/, "").split("\n"), notes };
}

const sheetOf = (rows: CellValue[][], name = "S") => writeXlsx({ sheets: [{ name, rows }] });

test("a report keeps its rows at their places, and fills merged cells", async () => {
  const note = '"said ""no"", then; yes"';
  expect(await read(fixture("report"))).toEqual({
    kind: "xlsx",
    lines: [
      ",Sales of the shops,,,,,,",
      "",
      ",Region,Date,Sales (EUR),Share,Growth,Open,Note",
      `,North,2024-01-30,1234.6,0.125,2469.2,true,${note}`,
      `,North,2024-01-31,1235.6,0.135,2471.2,false,${note}`,
      `,North,2024-02-01,1236.6,0.145,2473.2,true,${note}`,
      `,South,2024-01-30,1234.6,0.125,2469.2,true,${note}`,
      `,South,2024-01-31,1235.6,0.135,2471.2,false,${note}`,
      `,South,2024-02-01,1236.6,0.145,2473.2,true,${note}`,
      ",Total,,7413.6,,,,",
    ],
    notes: ["The first sheet, Sales 2024, is read; set the parameter sheet for Costs."],
  });
});

test("dates count from 1904 where the workbook says so, and times of day have no date", async () => {
  expect((await read(fixture("1904"))).lines).toEqual([
    "when,at,y",
    "2024-02-28 12:00:00,00:30:00,0.3",
    "2024-02-29 00:00:00,06:30:00,1e+21",
    "2024-02-29 12:00:00,12:30:00,-0.3333333333333333",
  ]);
});

test("the first sheet is the first that is not hidden, and a cell is one line", async () => {
  const { lines, notes } = await read(fixture("cells"));
  expect(notes).toEqual(["The first sheet, Zahlen & mehr, is read; set the parameter sheet for 2."]);
  expect(lines.slice(0, 6)).toEqual([
    "date,y,text",
    "2024-01-01,1,bold part",
    "2024-01-02,0012,a b",
    '2024-01-03,"#N/A","#tag"',
    "",
    '2024-01-05,12345678.912," edge "',
  ]);
});

describe("the parameter sheet", () => {
  test.each([
    ["Sales 2024", "Sales 2024"],
    ["COSTS", "Costs"],
    ["2", "Costs"],
    ["3", "Lists"],
  ])("%j is %s", async (sheet, name) => {
    expect((await read(fixture("report"), sheet)).notes).toEqual([`The sheet ${name} is read.`]);
  });

  test("is a name before it is a number", async () => {
    expect((await read(fixture("cells"), "2")).lines).toEqual(["date,y"]);
  });

  test.each(["Cost", "0", "4"])("%j is refused with the sheets that there are", async (sheet) => {
    const error = await inputErrorOf(() => readText(fixture("report"), { sheet }));
    expect(error.code).toBe("csv.no-such-sheet");
    expect(error.message).toContain('it has "Sales 2024", "Costs", "Lists"');
    expect(error.fix).toContain(sheet === "Cost" ? '"Costs"' : "number from 1");
  });
});

test("a column that is CSV itself comes out as that", async () => {
  const input = await sheetOf([["date;y"], ["2024-01-01;1,5"], ["2024-01-02;2,5"]]);
  expect((await read(input)).lines).toEqual(["date;y", "2024-01-01;1,5", "2024-01-02;2,5"]);
});

test("all times of a column are written alike, and days without a time", async () => {
  const date = (text: string) => new Date(`${text}Z`);
  const input = await sheetOf([
    ["day", "hour"],
    [date("2024-01-01T00:00"), date("2024-01-01T00:00")],
    [date("2024-01-02T00:00"), date("2024-01-01T00:59:59.7")],
  ]);
  expect((await read(input)).lines).toEqual([
    "day,hour",
    "2024-01-01,2024-01-01 00:00:00",
    "2024-01-02,2024-01-01 01:00:00",
  ]);
});

test("numbers keep all their digits", async () => {
  const values = [0.1 + 0.2, 1 / 3, 123456789.123456, 1e-7, -0.5, 9007199254740991, 1e300];
  const { lines } = await read(await sheetOf([["y", "z"], ...values.map((value) => [value, "x"])]));
  expect(lines.slice(1).map((line) => Number(line.split(",")[0]))).toEqual(values);
});

describe("refuses", () => {
  test.each([
    ["a workbook without parts", zipOf({ "[Content_Types].xml": "<Types/>" }), "csv.broken"],
    [
      "a workbook whose sheet is cut off",
      Buffer.concat([fixture("report").subarray(0, 900), fixture("report").subarray(1000)]),
      "csv.broken",
    ],
    [
      "a binary workbook",
      zipOf({ "[Content_Types].xml": "<Types/>", "xl/workbook.bin": "" }),
      "csv.not-text",
    ],
  ])("%s", async (_, input, code) => {
    const error = await inputErrorOf(() => readText(input));
    expect(error.code).toBe(code);
  });
});
