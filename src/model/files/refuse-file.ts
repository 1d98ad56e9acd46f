// Why a file that is known by its first bytes is not read, and what to send instead.
import { shorten } from "../../core/quote.ts";
import { InputError } from "../input-error.ts";
import type { RefusedKind } from "./file-kind.ts";

const asCsv = "Export the table as CSV or Parquet and send that.";

const known: Record<RefusedKind, { name: string; fix: string }> = {
  arrow: { name: "an Arrow or Feather file", fix: "Save the table as Parquet and send that." },
  avro: { name: "an Avro file", fix: asCsv },
  bzip2: { name: "packed with bzip2", fix: "Unpack it (bunzip2), or pack it with gzip or zstd." },
  hdf5: { name: "an HDF5 file", fix: asCsv },
  html: {
    name: "a web page (HTML)",
    fix: "The address probably gave an error or a login page. Open it in a browser, and download the data itself.",
  },
  image: { name: "a picture", fix: "Send the data as a CSV file." },
  lfs: {
    name: "a pointer of Git LFS, and not the data that it stands for",
    fix: "Get the data with `git lfs pull`, and send the file again.",
  },
  pdf: { name: "a PDF document", fix: "Send the data as a CSV file." },
  pickle: { name: "a pickle of Python", fix: "Save the table with to_csv or to_parquet and send that." },
  rar: { name: "a RAR archive", fix: "Unpack it and send the file of data in it." },
  rtf: { name: "a document in RTF", fix: "Save the data as text, with the commas and line breaks of CSV." },
  "seven-zip": { name: "a 7z archive", fix: "Unpack it and send the file of data in it." },
  sqlite: { name: "an SQLite database", fix: asCsv },
  "utf-32": { name: "UTF-32 text", fix: "Save it as UTF-8 (`iconv -f UTF-32 -t UTF-8 in.csv > out.csv`)." },
  xls: {
    name: "an old Excel workbook (.xls), or one that is locked with a password",
    fix: "Save it as .xlsx without a password, or the sheet as CSV (UTF-8), and send that file.",
  },
  xml: { name: "XML", fix: asCsv },
  xz: { name: "packed with xz", fix: "Unpack it (unxz), or pack it with gzip or zstd." },
};

export function refusal(kind: RefusedKind, head: Uint8Array): InputError {
  const { name, fix } = known[kind];
  const title =
    kind === "html" ? /<title[^>]*>([^<]+)/i.exec(Buffer.from(head).toString())?.[1]?.trim() : undefined;
  const titled = title === undefined ? "" : ` with the title "${shorten(title.replaceAll(/\s+/g, " "))}"`;
  return notText(`The file is ${name}${titled}.`, fix);
}

export const tooManyLayers = (): InputError =>
  notText("The file is packed several times over.", "Unpack it and send the file of data in it.");

/** A file that holds no text of a table. */
export const notText = (message: string, fix: string): InputError =>
  new InputError(message, { code: "csv.not-text", line: 1, column: 1, fix });
