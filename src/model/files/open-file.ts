// Any file to the text of a table: gzip, zstd, ZIP, Excel, Parquet, JSON, UTF-16 and Windows-1252 become plain UTF-8 CSV.
//
//   const { pieces, notes } = await openFile(bytes);
//
// Plain CSV goes through as it is, piece by piece, and loads nothing; each other kind is loaded when a file has it.
import type { RawParameters } from "../../core/contract.ts";
import { headBytes, kindOf } from "./file-kind.ts";
import type { FileOptions, OpenedFile } from "./opened-file.ts";
import { joined, peek, type Content } from "./pieces.ts";
import { textPieces } from "./text/text-pieces.ts";

/** The parameters that say how a file is opened, as they were given. @param name of the file, for messages */
export const fileOptionsIn = ({ sheet, encoding }: RawParameters, name?: string): FileOptions => ({
  name,
  sheet: sheet === undefined ? undefined : String(sheet),
  encoding: encoding === undefined ? undefined : String(encoding),
});

/** @throws InputError csv.not-text, csv.broken, csv.too-long, csv.no-table or csv.no-such-sheet, here or by the pieces */
export async function openFile(content: Content, options: FileOptions = {}): Promise<OpenedFile> {
  const notes: string[] = [];
  const encodings: OpenedFile["encodings"] = [];
  const { name } = options;
  let { encoding } = options;
  for (let layer = 1; ; layer++) {
    const { head, pieces } = await peek(content, headBytes);
    const kind = kindOf(head);
    if (kind === "text") {
      const text = textPieces(pieces, encoding, { notes, encodings });
      return { kind: "csv", pieces: text, notes, encodings, name };
    }
    const { openOther } = await import("./open-other.ts");
    const opened = await openOther({ kind, head, pieces, layer }, options, notes);
    if ("pieces" in opened) return { ...opened, notes, encodings, name };
    content = opened.inner;
    if (opened.isUtf8) encoding = undefined;
  }
}

/**
 * The whole text of a small file; that of plain CSV is not copied.
 * @throws InputError as openFile does
 */
export async function readText(
  content: Content,
  options: FileOptions = {},
): Promise<Omit<OpenedFile, "pieces"> & { text: Uint8Array }> {
  const { pieces, ...opened } = await openFile(content, options);
  return { ...opened, text: await joined(pieces) };
}
