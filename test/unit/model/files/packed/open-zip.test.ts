// What lies in a ZIP archive: a workbook, one file of data beside others that are none, or what is refused by its name.
import { describe, expect, test } from "vitest";
import { openZip } from "../../../../../src/model/files/packed/open-zip.ts";
import { inputErrorOf } from "../../support.ts";
import { zipOf } from "../support.ts";

async function allOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

const csv = "date,y\n2024-01-01,1\n";
const holding = (...names: string[]) => zipOf(Object.fromEntries(names.map((name) => [name, csv])));

test.each([
  ["xl/workbook.bin", "a binary Excel workbook (.xlsb)", "Save it as .xlsx and send that file."],
  ["word/document.xml", "a Word document", "Save the table as .xlsx or CSV and send that."],
  ["ppt/presentation.xml", "a PowerPoint presentation", "Save the table as .xlsx or CSV and send that."],
  ["Index/Document.iwa", "a document of Apple Numbers", "Export it as .xlsx or CSV and send that."],
  ["content.xml", "an OpenDocument file (.ods)", "Save it as .xlsx or CSV and send that."],
])("%s says that it is %s", async (name, what, fix) => {
  expect(await inputErrorOf(() => openZip(holding("[Content_Types].xml", name)))).toMatchObject({
    code: "csv.not-text",
    message: expect.stringContaining(`The file is ${what}.`),
    fix,
  });
});

test("a workbook has its list of types", () => {
  const input = holding("[Content_Types].xml", "xl/workbook.xml");
  const opened = openZip(input);
  expect(opened).toMatchObject({ kind: "workbook", bytes: input });
  expect(opened.kind === "workbook" && opened.entries.map(({ name }) => name)).toEqual([
    "[Content_Types].xml",
    "xl/workbook.xml",
  ]);
});

describe("one file of data", () => {
  test.each([
    "folder/",
    ".DS_Store",
    "folder/.hidden",
    "__MACOSX/sales.csv",
    "Thumbs.db",
    "desktop.ini",
    "README",
    "readme.txt",
    "Metadata_Country.csv",
    "LICENSE.md",
    "licence.txt",
    "about.html",
    "note.txt",
    "folder/Notes 2024.txt",
  ])("is read beside %s", async (name) => {
    const opened = openZip(holding(name, "sales.csv"));
    expect(opened).toMatchObject({ kind: "file", name: "sales.csv" });
    const pieces = opened.kind === "file" ? await allOf(opened.content) : [];
    expect(Buffer.concat(pieces).toString()).toBe(csv);
  });

  test.each(["notebook.csv", "aboutness.csv", "my readme.csv", "Thumbs.db.csv"])(
    "is not alone beside %s",
    async (name) => {
      const error = await inputErrorOf(() => openZip(holding("sales.csv", name)));
      expect(error).toMatchObject({
        code: "csv.no-table",
        line: 1,
        column: 1,
        message: `The ZIP archive holds 2 files: sales.csv, ${name}.`,
        fix: "Unpack it and send the file that holds the series.",
      });
    },
  );
});

test.each([
  [[], "The ZIP archive holds no file of data."],
  [["readme.txt"], "The ZIP archive holds no file of data."],
  [["a", "b", "c", "d", "e"], "The ZIP archive holds 5 files: a, b, c, d, e."],
  [["a", "b", "c", "d", "e", "f"], "The ZIP archive holds 6 files: a, b, c, d, e and more."],
])("of %j it is said: %s", async (names, message) => {
  expect(await inputErrorOf(() => openZip(holding(...names)))).toMatchObject({ message });
});
