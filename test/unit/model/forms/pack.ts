// A table to the bytes of a file, in any of the containers.
import { gzipSync, zstdCompressSync } from "node:zlib";
import { writeXlsx } from "hucre/xlsx";
import { parquetWriteBuffer } from "hyparquet-writer";
import { zipOf } from "../files/support.ts";
import type { FormOfFile } from "./form-of-file.ts";
import { textCell, type Cell, type Table } from "./table.ts";

/** The bytes, and the text by which a person sees what is in them. */
export interface File {
  bytes: Uint8Array;
  text: string;
}

export async function fileOf(table: Table, form: FormOfFile): Promise<File> {
  const text = textOf(table, form);
  switch (form.container) {
    case "text":
      return { bytes: packed(encoded(text, form), form), text };
    case "json":
      return ofText(JSON.stringify(recordsOf(table), undefined, form.isPadded ? 2 : 0), form);
    case "ndjson":
      return ofText(
        recordsOf(table)
          .map((record) => JSON.stringify(record))
          .join("\n"),
        form,
      );
    case "json columns":
      return ofText(JSON.stringify(columnsOf(table)), form);
    case "parquet":
      return { bytes: parquetOf(table), text };
    case "xlsx":
      return { bytes: await writeXlsx({ sheets: [{ name: "S", rows: sheetOf(table, form) }] }), text };
  }
}

const ofText = (text: string, form: FormOfFile): File => ({ bytes: packed(Buffer.from(text), form), text });

function packed(bytes: Uint8Array, { packing }: FormOfFile): Uint8Array {
  if (packing === "gzip") return gzipSync(bytes);
  if (packing === "zstd") return zstdCompressSync(bytes);
  return packing === "zip" ? zipOf({ "table.csv": bytes }) : bytes;
}

/** All rows of a sheet or a text, with what stands around the table; strings are lines that stand as they are. */
function allRows({ header, rows, total, units }: Table, form: FormOfFile): (Cell[] | string)[] {
  const { layout, above, comments, footnotes, isPadded, blankLines } = form;
  const isRows = layout !== "dates";
  const around = (cells: readonly string[]) =>
    isPadded ? header.map((_, index) => textCell(cells[index] ?? "")) : cells.map(textCell);
  const half = Math.floor(rows.length / 2);
  const blank = Array.from({ length: blankLines }, () => "");
  return [
    ...above.map(around),
    ...(above.length > 0 ? blank : []),
    ...comments.slice(0, 1),
    header,
    ...(form.hasUnits && isRows ? [units.map(textCell)] : []),
    ...rows.slice(0, half),
    ...comments.slice(1),
    ...blank,
    ...(form.repeatsHeader && isRows ? [header] : []),
    ...rows.slice(half),
    ...(form.total !== null && isRows ? [total.map(textCell)] : []),
    ...footnotes.map(around),
  ];
}

function textOf(table: Table, form: FormOfFile): string {
  const { delimiter, isQuoted, lineEnd, hasSep, endsWithDelimiter, endsWithLineEnd } = form;
  const cell = ({ text }: Cell) =>
    (isQuoted && text !== "") || text.includes(delimiter) || /"|^\s|\s$/.test(text)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const lines = allRows(table, form).map((row) =>
    typeof row === "string" ? row : row.map(cell).join(delimiter) + (endsWithDelimiter ? delimiter : ""),
  );
  return [...(hasSep ? [`sep=${delimiter}`] : []), ...lines].join(lineEnd) + (endsWithLineEnd ? lineEnd : "");
}

const sheetOf = (table: Table, form: FormOfFile): (Cell["value"] | null)[][] =>
  allRows(table, form).map((row) =>
    (typeof row === "string" ? [textCell(row)] : row).map(({ value }) => (value === "" ? null : value)),
  );

const recordsOf = ({ header, rows }: Table) =>
  rows.map((row) => Object.fromEntries(row.map(({ value }, index) => [header[index]!.text, value])));

const columnsOf = ({ header, rows }: Table) =>
  Object.fromEntries(header.map(({ text }, index) => [text, rows.map((row) => row[index]!.value)]));

function parquetOf({ header, rows }: Table): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      rowGroupSize: 7,
      columnData: header.map(({ text: name }, index) => {
        const data = rows.map((row) => row[index]!.value);
        const some = data.find((value) => value !== null);
        const type = some instanceof Date ? "TIMESTAMP" : typeof some === "number" ? "DOUBLE" : "STRING";
        return { name, data, type };
      }),
    }),
  );
}

/** The letters of Windows-1252, by what Node makes of each byte. */
function windowsBytes(text: string): Uint8Array | undefined {
  const letters = new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const bytes = Array.from(text, (letter) => letters.indexOf(letter));
  return bytes.includes(-1) ? undefined : Uint8Array.from(bytes);
}

function encoded(text: string, { encoding }: FormOfFile): Uint8Array {
  const utf16 = () => Buffer.from(`\ufeff${text}`, "utf16le");
  switch (encoding) {
    case "utf-8":
      return Buffer.from(text);
    case "utf-8 with mark":
      return Buffer.from(`\ufeff${text}`);
    case "utf-16le":
      return utf16();
    case "utf-16be":
      return utf16().swap16();
    case "windows-1252":
      return windowsBytes(text) ?? Buffer.from(text);
  }
}
