// Files that other readers stumbled over, made again by what their public reports say.
import { zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { openFile, readText } from "../../../../src/model/files/open-file.ts";
import { bytes, inputErrorOf } from "../support.ts";
import { workbookOf, zipOf } from "./support.ts";

const csv = "date,y\n2024-01-01,1\n2024-01-02,2\n";
const rows = "<row><c t='inlineStr'><is><t>date</t></is></c><c t='inlineStr'><is><t>y</t></is></c></row>";
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

async function* inPieces(input: Uint8Array, length: number) {
  for (let at = 0; at < input.length; at += length) yield input.subarray(at, at + length);
}

test.each([
  [
    "nodejs/node#64741: frames of zstd after the first are dropped",
    Buffer.concat(csv.split(/(?<=\n)/).map((line) => zstdCompressSync(line))),
    csv,
  ],
  ["pandas-dev/pandas#18071: UTF-16 in a ZIP archive", zipOf({ "a.csv": utf16(csv) }), csv],
  [
    "duckdb/duckdb#11407: an array of records over many lines",
    bytes('[\n  {\n    "k": "v"\n  },\n  {\n    "k": "v2"\n  }\n]\n'),
    "k\nv\nv2\n",
  ],
  [
    "duckdb/duckdb#6569: a comma behind the last record",
    bytes('[\n  {"k": 1},\n  {"k": 2},\n]\n'),
    "k\n1\n2\n",
  ],
  [
    "duckdb/duckdb#6446: an array instead of lines",
    bytes('[{"sha":"a","author":{"login":"b"}}]'),
    "sha,author.login\na,b\n",
  ],
  [
    "ycphs/openxlsx#204: the texts of the header stand in their cells",
    workbookOf(
      `${rows}<row r='2'><c r='A2'><v>45292</v></c><c r='B2'><v>5.047139512346501e-12</v></c></row>`,
    ),
    "date,y\n45292,5.047139512346501e-12\n",
  ],
  [
    "pandas-dev/pandas#40469: characters that are written as _x0033_",
    workbookOf("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1'><v>1</v></c></row>", {
      strings: "<si><t>_x0033_40.00</t></si>",
    }),
    "340.00,1\n",
  ],
  [
    "python-excel/xlrd#89: a merged cell that is one cell",
    workbookOf(`${rows}<row><c><v>1</v></c><c><v>2</v></c></row>`, {
      after: "<mergeCells count='1'><mergeCell ref='A2'/></mergeCells>",
    }),
    "date,y\n1,2\n",
  ],
  [
    "frictionlessdata/tabulator-py#171: merged cells hold for all of their rows",
    workbookOf(
      "<row r='1'><c r='A1'><v>7</v></c><c r='B1'><v>1</v></c></row><row r='2'><c r='B2'><v>2</v></c></row>",
      { after: "<mergeCells count='1'><mergeCell ref='A1:A2'/></mergeCells>" },
    ),
    "7,1\n7,2\n",
  ],
  [
    "dotnet/Open-XML-SDK: every element has a prefix",
    workbookOf("<x:row r='1'><x:c r='A1' t='s'><x:v>0</x:v></x:c><x:c r='C1'><x:v>1</x:v></x:c></x:row>", {
      prefix: "x:",
      strings: "<x:si><x:t>date</x:t></x:si>",
    }),
    "date,,1\n",
  ],
  [
    "SheetJS/sheetjs: dates as text of ISO 8601, errors, booleans",
    workbookOf(
      "<row r='2'><c r='A2' t='d'><v>2024-01-31T00:00:00</v></c><c r='B2' t='e'><v>#DIV/0!</v></c><c r='C2' t='b'><v>1</v></c></row>",
    ),
    '\n2024-01-31T00:00:00,"#DIV/0!",true\n',
  ],
  [
    "Japanese readings beside a text are no part of it",
    workbookOf("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1'><v>1</v></c></row>", {
      strings: "<si><t>日付</t><rPh sb='0' eb='2'><t>ヒヅケ</t></rPh></si>",
    }),
    "日付,1\n",
  ],
])("reads %s", async (_, input, wanted) => {
  expect(Buffer.from((await readText(input)).text).toString()).toBe(wanted);
});

test.each([1, 3, 5])("reads dask/dask#739: UTF-16 in pieces of %i bytes", async (length) => {
  const { pieces } = await openFile(inPieces(utf16("date,é😀\n"), length));
  let text = "";
  for await (const piece of pieces) text += Buffer.from(piece).toString();
  expect(text).toBe("date,é😀\n");
});

test("names pandas-dev/pandas#24130: UTF-32", async () => {
  const input = Buffer.from([0xff, 0xfe, 0, 0, 0x64, 0, 0, 0]);
  expect((await inputErrorOf(() => readText(input))).message).toBe("The file is UTF-32 text.");
});
