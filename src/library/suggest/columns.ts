// Columns and sheets of a file of this machine, for whoever is typing the name of one. Looks at its beginning alone.
import { createReadStream, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { headBytes as kindBytes, kindOf } from "../../model/files/file-kind.ts";
import { openFile } from "../../model/files/open-file.ts";
import type { FileOptions } from "../../model/files/opened-file.ts";
import { peek } from "../../model/files/pieces.ts";
import { findLayout } from "../../model/layout/find-layout.ts";
import type { Suggestion } from "./cloud-names.ts";

/** Files that can only be read as a whole take their time; nobody waits long for a suggestion. */
const mostOfWhole = 8 * 2 ** 20;

const headBytes = 64 * 1024;
const mostColumns = 300;

/** Each with its first value. @throws InputError for what is no table */
export async function columnsOf(
  path: string,
  options: Pick<FileOptions, "sheet" | "encoding"> & { skipRows?: number | undefined },
): Promise<Suggestion[]> {
  const source = createReadStream(path);
  try {
    const { head, pieces } = await peek(source, kindBytes);
    const isStream = ["text", "gzip", "zstd", "utf-16le", "utf-16be"].includes(kindOf(head));
    if (!isStream && statSync(path).size > mostOfWhole) return [];
    const opened = await openFile(pieces, options);
    const { text, isWhole } = await beginning(opened.pieces);
    const layout = findLayout(text, { skipRows: options.skipRows, isWhole });
    if (layout.isNumbered) return [];
    const below = Buffer.from(text.replace(/^\uFEFF/, ""))
      .subarray(layout.body.byte)
      .toString();
    const values = firstRow(below, layout.delimiter);
    return layout.header
      .flatMap((value, index) => (value === "" ? [] : [{ value, description: values[index] }]))
      .slice(0, mostColumns);
  } finally {
    source.destroy();
  }
}

/** Whole lines, as far as the beginning has any. */
async function beginning(pieces: AsyncIterable<Uint8Array>): Promise<{ text: string; isWhole: boolean }> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    parts.push(piece);
    bytes += piece.length;
    if (bytes > headBytes) break;
  }
  const all = Buffer.concat(parts);
  if (bytes <= headBytes) return { text: all.toString(), isWhole: true };
  const end = all.lastIndexOf(0x0a, headBytes) + 1;
  return { text: all.toString("utf8", 0, end === 0 ? headBytes : end), isWhole: false };
}

/** For a glance: what stands in quotes keeps them, and is not shown when it holds the delimiter. */
function firstRow(text: string, delimiter: string): string[] {
  const line = /[^\r\n]+/.exec(text)?.[0] ?? "";
  return line.includes('"') ? [] : line.split(delimiter).map((cell) => cell.trim());
}

/** Names of the sheets of a workbook; none of any other file. */
export async function sheetsOf(path: string): Promise<Suggestion[]> {
  if (statSync(path).size > mostOfWhole) return [];
  const bytes = await readFile(path);
  if (kindOf(bytes.subarray(0, kindBytes)) !== "zip") return [];
  const { openZip } = await import("../../model/files/packed/open-zip.ts");
  const opened = openZip(bytes);
  if (opened.kind !== "workbook") return [];
  const { sheetNames } = await import("../../model/files/read-sheet.ts");
  return (await sheetNames(opened)).map((value) => ({ value }));
}
