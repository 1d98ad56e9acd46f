// Lines of faults, wherever the rows before them are unusual, and however a file arrives.
import { describe, expect, test } from "vitest";
import { createDatasetReader, readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { findColumns, type ReadChoice } from "../../../../src/model/csv/find-columns.ts";
import { parseRows, startParsing } from "../../../../src/model/csv/parse-rows.ts";
import { splitCsv } from "../../../../src/model/csv/split-csv.ts";
import { bytes, faultIn, inputErrorOf } from "../support.ts";

const faultOf = (text: string, choice: ReadChoice = {}) =>
  inputErrorOf(() => readDataset(bytes(text), choice));

describe("the line of a fault", () => {
  test.each([
    ["after a quoted line break", 'ds,y,note\n2024-01-01,1,"a\nb"\n2024-01-02,2,c\n2024-01-03,x,d\n', 5],
    ["after two of them", 'ds,y,note\n2024-01-01,1,"a\nb"\n2024-01-02,2,"c\n\nd"\n2024-01-03,x,e\n', 7],
    ["after blank lines", "ds,y\n\n2024-01-01,1\n \n2024-01-02,x\n", 5],
    ["after a blank before a quote", 'ds,y\n2024-01-01,"1" \n"2024-01-02" ,2\n2024-01-03,x\n', 4],
    ["below a header of two lines", '"the\nds",y\n2024-01-01,1\n2024-01-02,x\n', 4],
    ["in a row that is read by text", 'ds,y\n2024-01-01,1\n2024-01-02,"x" \n', 3],
    ["in a row without a line end", "ds,y\n2024-01-01,1\n2024-01-02,x", 3],
  ])("is right %s", async (_, text, line) => {
    const choice = text.startsWith('"') ? { date: "the\nds", target: "y" } : { target: "y" };
    expect(await faultOf(text, choice)).toMatchObject({ code: "csv.value-not-a-number", line, column: 2 });
  });

  test("is right in a row that is not as wide as the header, with ids", async () => {
    const text = "id,ds,y\na,2024-01-01,1\na,2024-01-02\n";
    expect(await faultOf(text, { id: ["id"] })).toMatchObject({ code: "csv.ragged", line: 3, column: 3 });
  });
});

describe("bytes that are no text", () => {
  const table = splitCsv("ds,y\n2024-01-01,1\n");
  const parse = (line: number, block: Uint8Array) => {
    const state = startParsing(table, line, findColumns(table, {})!, undefined);
    return faultIn(() => parseRows(state, block, 0, true));
  };

  test.each([
    ["of no encoding", [0xff], "csv.encoding"],
    ["of a binary file", [0x00], "csv.not-text"],
  ])("%s are refused in any block, with their line in the file", (_, odd, code) => {
    const block = Buffer.concat([bytes("2024-01-02,2\n2024-01-03,"), Uint8Array.from(odd), bytes("\n")]);
    expect(parse(40, block)).toMatchObject({ code, line: 41 });
  });
});

describe("one series beside others", () => {
  const ids = async (text: string, id: string[]) =>
    (await readDataset(bytes(text), { id })).series.map((series) => [
      ...series.id,
      series.y.length,
      series.fault?.code,
    ]);

  test("is found again when its rows are apart, by one id or by two", async () => {
    const rows =
      "a,x,2024-01-01,1\nb,x,2024-01-01,1\na,x,2024-01-02,1\na,y,2024-01-01,1\nab,x,2024-01-01,1\n";
    expect(await ids(`i,j,ds,y\n${rows}`, ["i", "j"])).toEqual([
      ["a", "x", 2, undefined],
      ["b", "x", 1, undefined],
      ["a", "y", 1, undefined],
      ["ab", "x", 1, undefined],
    ]);
    expect(
      await ids("i,ds,y\na,2024-01-01,1\nb,2024-01-01,1\na,2024-01-02,1\nab,2024-01-01,1\n", ["i"]),
    ).toEqual([
      ["a", 2, undefined],
      ["b", 1, undefined],
      ["ab", 1, undefined],
    ]);
  });

  test("has no name when its id is empty, while rows of separators count for nothing", async () => {
    const { series, rowsIn } = await readDataset(bytes("i,ds,y\na,2024-01-01,1\n,,\n,2024-01-01,1\n"), {
      id: ["i"],
    });
    expect(series.map(({ id, fault }) => [id[0], fault?.code, fault?.line, fault?.column])).toEqual([
      ["a", undefined, undefined, undefined],
      ["", "csv.missing-id", 4, 1],
    ]);
    expect(rowsIn).toBe(2);
  });

  test("keeps its first fault alone", async () => {
    const { series } = await readDataset(
      bytes("i,ds,y\na,2024-01-01,1\nb,2024-01-01,x\nb,2024-13-01,1\nb,2024-01-02,2\n"),
      { id: ["i"] },
    );
    expect(series[1]).toMatchObject({
      fault: { code: "csv.value-not-a-number", line: 3 },
      rowsIn: 3,
      lastLine: 5,
    });
    expect([...series[1]!.y]).toEqual([2]);
  });
});

test("a negative value is refused only where it must not be, and zero never", async () => {
  const text = "ds,y\n2024-01-01,0\n2024-01-02,-0.5\n";
  expect(await faultOf(text, { negativeFix: "remove it" })).toMatchObject({
    code: "csv.value-negative",
    line: 3,
    column: 2,
    fix: "remove it",
  });
  expect([...(await readDataset(bytes(text))).series[0]!.y]).toEqual([0, -0.5]);
});

test.each([
  ["carriage returns alone", "ds,y\r2024-01-01,1\r2024-01-02,2", {}],
  ["a mark and quotes", '\ufeff"ds","y"\r\n"2024-01-01","1"\r\n2024-01-02,2\r\n', {}],
  [
    "more than a block",
    `i,ds,y\n${Array.from({ length: 9000 }, (_, index) => `s${index >> 1},2024-01-0${1 + (index & 1)},1\n`).join("")}`,
    { id: ["i"] },
  ],
])("a file with %s reads the same in pieces as at once", async (_, text, choice: ReadChoice) => {
  const input = bytes(text);
  for (const size of [1000, 70_000]) {
    const reader = createDatasetReader(choice);
    for (let at = 0; at < input.length; at += size) reader.push(input.subarray(at, at + size));
    expect(await reader.finish()).toEqual(await readDataset(input, choice));
  }
});
