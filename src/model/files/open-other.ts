// Files that are no plain text. Loaded by the first of them; what only one kind needs, by the first of that kind.
import { decoded } from "./text/decode-other.ts";
import { isRefused, type FileKind } from "./file-kind.ts";
import type { FileOptions, OpenedFile } from "./opened-file.ts";
import { openZip } from "./packed/open-zip.ts";
import { joined } from "./pieces.ts";
import { refusal, tooManyLayers } from "./refuse-file.ts";
import { unpack } from "./packed/unpack.ts";

interface OtherFile {
  kind: Exclude<FileKind, "text">;
  head: Uint8Array;
  pieces: AsyncIterable<Uint8Array>;
  /** 1 for the file itself. */
  layer: number;
}

/** What was packed or encoded, to be opened in its turn; or the text. */
type Opened = { inner: AsyncIterable<Uint8Array>; isUtf8?: boolean } | Pick<OpenedFile, "kind" | "pieces">;

/** A packed file may hold a packed file. */
const mostLayers = 3;

/** @throws InputError as openFile does */
export async function openOther(
  { kind, head, pieces, layer }: OtherFile,
  { sheet, mostUnpacked }: Pick<FileOptions, "sheet" | "mostUnpacked">,
  notes: string[],
): Promise<Opened> {
  if (isRefused(kind)) throw refusal(kind, head);
  switch (kind) {
    case "gzip":
    case "zstd":
      if (layer > mostLayers) throw tooManyLayers();
      notes.push(`The file is packed with ${kind}.`);
      return { inner: unpack(pieces, kind, mostUnpacked) };
    case "utf-16le":
    case "utf-16be":
      notes.push("The file is UTF-16.");
      return { inner: decoded(pieces, kind), isUtf8: true };
    case "zip": {
      if (layer > mostLayers) throw tooManyLayers();
      const found = openZip(
        await joined(pieces, "Send the file of data that is in it, or pack that with gzip."),
      );
      if (found.kind === "file") {
        notes.push(`The file ${found.name} in the ZIP archive is read.`);
        return { inner: found.content };
      }
      const { readSheet } = await import("./read-sheet.ts");
      return { kind: "xlsx", pieces: await readSheet(found, sheet, notes) };
    }
    case "parquet": {
      const { inMemory, readParquet } = await import("./read-parquet.ts");
      const fix =
        "Write one row for each series and date, with id, date and value in columns of their own, and send the Parquet file as it is, not packed once more. Or split it by series.";
      return { kind, pieces: await readParquet(inMemory(await joined(pieces, fix)), notes) };
    }
    case "json": {
      const { readJson } = await import("./json/read-json.ts");
      return readJson(pieces, notes);
    }
  }
}
