// Bytes to text, strictly: what is not UTF-8 text is named instead of being read as nonsense. Other encodings and kinds of
// file have become UTF-8 before (src/model/files/).
import { InputError } from "../input-error.ts";
import { shorten } from "../../core/quote.ts";
import { detectDelimiter } from "./split-csv.ts";

const start = { line: 1, column: 1 };

/** Far above what half a million rows need, and below the longest string that the engine holds. */
export const maximumBytes = 128 * 2 ** 20;

/** Whether the input starts with a byte order mark, which decodeText drops. */
export const hasByteOrderMark = (input: Uint8Array): boolean =>
  input[0] === 0xef && input[1] === 0xbb && input[2] === 0xbf;

/** Of a file whose lines end with a bare CR, as old Mac files have it. */
export const withLineFeeds = (input: Uint8Array): Uint8Array =>
  input.map((byte) => (byte === 0x0d ? 0x0a : byte));

/**
 * Decodes UTF-8, dropping a byte order mark.
 * @throws InputError csv.empty, csv.too-long, csv.not-text or csv.encoding.
 */
export function decodeText(input: Uint8Array): string {
  if (input.length === 0) throw emptyFile();
  if (input.length > maximumBytes) throw tooManyBytes();
  const nul = input.indexOf(0);
  if (nul >= 0) {
    throw new InputError("The file holds NUL bytes, so it is binary data and not CSV text.", {
      code: "csv.not-text",
      ...locate(input, nul),
      fix: "Send a CSV text file in UTF-8.",
    });
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(input);
  } catch (cause) {
    const offset = firstInvalidByte(input);
    const hex = (input[offset] ?? 0).toString(16).toUpperCase().padStart(2, "0");
    throw new InputError(`Byte 0x${hex} at offset ${offset} is not valid UTF-8.`, {
      code: "csv.encoding",
      ...locate(input, offset),
      fix: "Set the parameter encoding to the one that the file was saved with, such as windows-1251 or shift_jis, or save it as UTF-8 (`iconv -f WINDOWS-1251 -t UTF-8 in.csv > out.csv`).",
      cause,
    });
  }
  if (text.trim() === "") throw emptyFile();
  return text;
}

/** For a panel that is more than can be read at once. */
export const asPlainPanel =
  "Send it as Parquet, or as plain CSV: UTF-8, the names of the columns in the first line, one row for each series and date, dates such as 2024-01-31, decimal points, and no parameter that says how it is written. Of these the stack's job reads 5 GiB and 1000000 series (docs/panels.md). Or split the file by series.";

export function tooManyBytes(
  fix = "Send only the columns date and value, and only the newest rows.",
  most = maximumBytes,
): InputError {
  return new InputError(`The text of the file is longer than ${most / 2 ** 20} MiB.`, {
    code: "csv.too-long",
    ...start,
    fix,
  });
}

function emptyFile(): InputError {
  return new InputError("The file is empty.", {
    code: "csv.empty",
    ...start,
    fix: 'Send a CSV file whose first line is "date,y", with one row per date below it.',
  });
}

/** The decoder does not say where it failed; walk the sequences as RFC 3629 (section 4) defines them. */
function firstInvalidByte(input: Uint8Array): number {
  let at = 0;
  while (at < input.length) {
    const lead = input[at]!;
    const length =
      lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0) return at;
    for (let i = 1; i < length; i++) {
      const low = i > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const high = i > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      const byte = input[at + i];
      if (byte === undefined || byte < low || byte > high) return at;
    }
    at += length;
  }
  return input.length;
}

function locate(input: Uint8Array, offset: number): { line: number; column: number; excerpt: string } {
  const lenient = new TextDecoder("utf-8");
  const before = lenient.decode(input.subarray(0, offset));
  const lineStart = input.lastIndexOf(0x0a, offset - 1) + 1;
  const lineEnd = input.indexOf(0x0a, offset);
  const inLine = lenient.decode(input.subarray(lineStart, offset));
  const fields = inLine.split(detectDelimiter(before.split("\n", 1)[0] ?? ""));
  return {
    line: before.split("\n").length,
    column: fields.length,
    excerpt: shorten(lenient.decode(input.subarray(lineStart, lineEnd < 0 ? undefined : lineEnd)).trimEnd()),
  };
}
