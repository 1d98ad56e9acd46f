import { describe, expect, test } from "vitest";
import { detectDelimiter, maximumField, splitCsv } from "../../../../src/model/csv/split-csv.ts";
import { faultIn } from "../support.ts";

const faultOf = (text: string) => faultIn(() => splitCsv(text));

test.each([
  ["a;b;c,d", ";"],
  ["a;b,c", ","],
  ["a\tb\tc;d", "\t"],
  ['"a,b,c";d', ";"],
  ["alone", ","],
])("the delimiter of %j is %j", (header, delimiter) => {
  expect(detectDelimiter(header)).toBe(delimiter);
});

describe("splitCsv", () => {
  test("gives columns, lines, and where the body begins, past blank lines", () => {
    const text = '\n \n date ,"y "\n"2024\n01", 1 \n\n2024-02, "2" \n';
    // A blank before an opening quote makes it a part of the text.
    const table = splitCsv(text);
    expect(table).toMatchObject({
      header: ["date", "y"],
      delimiter: ",",
      headerLine: 3,
      body: { start: text.indexOf('"2024'), line: 4 },
      columns: [
        ["2024\n01", "2024-02"],
        ["1", '"2"'],
      ],
      lines: [4, 7],
    });
    expect([-1, 0, 1].map((row) => table.excerpt(row))).toEqual([' date ,"y "', '"2024', '2024-02, "2"']);
  });

  test("keeps quoted blanks, and reads doubled quotes and carriage returns", () => {
    const { columns, lines } = splitCsv('a,b\r\n" x ","say ""it"""\r\n"",""\r\n');
    expect(columns).toEqual([
      [" x ", ""],
      ['say "it"', ""],
    ]);
    expect(lines).toEqual([2, 3]);
  });

  test("reads lines that end with a carriage return alone", () => {
    expect(splitCsv("a,b\r1,2\r3,4")).toMatchObject({
      columns: [
        ["1", "3"],
        ["2", "4"],
      ],
      lines: [2, 3],
    });
  });

  test("takes an empty quoted field for a row where there is one column", () => {
    expect(splitCsv('a\n""\n\n1\n')).toMatchObject({ columns: [["", "1"]], lines: [2, 4] });
  });

  test.each([
    ["a,b\n1,2,3\n", 2, 3, "The row has 3 fields, but the header has 2."],
    ["a,b,c\n1,2,3\n1\n", 3, 2, "The row has 1 field, but the header has 3."],
  ])("says which row of %j is not as wide as the header", (text, line, column, message) => {
    expect(faultOf(text)).toMatchObject({ code: "csv.ragged", line, column, message });
  });

  test.each([
    ["a,b\n1,2,3", "a comma"],
    ["a;b\n1;2;3", "a semicolon"],
    ["a\tb\n1\t2\t3", "a tab"],
  ])("names the delimiter of %j", (text, name) => {
    expect(faultOf(text).fix).toBe(
      `Give every row 2 fields; a field that holds ${name} must stand in double quotes.`,
    );
  });

  test("says where a quote opens that is never closed", () => {
    expect(faultOf('a,b\n"x\ny",2\n3,"z\n4,5\n')).toMatchObject({
      code: "csv.unclosed-quote",
      line: 4,
      column: 2,
      excerpt: '3,"z',
    });
  });

  test("says where text follows a closing quote", () => {
    expect(faultOf('a,b\n1,"x" y\n')).toMatchObject({
      code: "csv.bad-quote",
      line: 2,
      column: 2,
      excerpt: '1,"x" y',
    });
  });

  test("takes 1000 columns and no more", () => {
    const row = (width: number) => Array.from({ length: width }, (_, index) => `c${index}`).join(",");
    expect(splitCsv(row(1000)).header).toHaveLength(1000);
    expect(faultOf(row(1001))).toMatchObject({ code: "csv.too-many-columns", line: 1, column: 1001 });
  });

  test("takes fields of 100,000 characters and no more, in quotes or without", () => {
    const field = "x".repeat(maximumField);
    expect(splitCsv(`a,b\n1,${field}\n`).columns[1]).toEqual([field]);
    expect(faultOf(`a,b\n1,${field}x\n`)).toMatchObject({ code: "csv.field-too-long", line: 2, column: 2 });
    expect(splitCsv(`a,b\n1,"${field.slice(1)}"\n`).columns[1]).toEqual([field.slice(1)]);
    expect(faultOf(`a,b\n1,"${field}"\n`)).toMatchObject({ code: "csv.field-too-long", line: 2, column: 2 });
  });

  test("is empty for a text without records", () => {
    expect(splitCsv(" \n\n")).toMatchObject({ header: [], columns: [], lines: [], headerLine: 1 });
  });
});
