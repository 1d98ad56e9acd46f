// Text in another encoding than UTF-8, as UTF-8. Loaded only for a file that has one.
import { isUtf8 } from "node:buffer";
import { InputError } from "../../input-error.ts";
import { continued } from "../pieces.ts";
import { likelyEncodings } from "./likely-encodings.ts";
import type { Findings } from "./text-pieces.ts";

/** As much as a guess is made by; most of what tells encodings apart stands in the first lines. */
const sampleBytes = 256 * 1024;

/**
 * @param encoding a label of https://encoding.spec.whatwg.org/#names-and-labels
 * @throws InputError csv.encoding for bytes that it does not have
 */
export async function* decoded(
  pieces: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const textOf = (piece?: Uint8Array): Uint8Array => {
    try {
      return Buffer.from(decoder.decode(piece, { stream: piece !== undefined }));
    } catch (cause) {
      throw new InputError(`The file holds bytes that are no text in the encoding ${encoding}.`, {
        code: "csv.encoding",
        fix: "Set the parameter encoding to the one that the file was saved with, or save it as UTF-8.",
        cause,
      });
    }
  };
  for await (const piece of pieces) yield textOf(piece);
  yield textOf();
}

/**
 * Text whose first character that is not ASCII is not UTF-8. What cannot be Windows-1252 goes on as it is, so that the
 * reader says where it stops being UTF-8; the encodings that it may have are found for its message.
 */
export async function* guessed(
  pieces: AsyncIterable<Uint8Array>,
  { notes, encodings }: Findings,
): AsyncGenerator<Uint8Array> {
  const all = pieces[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < sampleBytes) {
    const { done, value } = await all.next();
    if (done === true) break;
    first.push(value);
    bytes += value.length;
  }
  const rest = continued(first, all);
  const sample = Buffer.concat(first);
  if (!isLikeWindows1252(sample)) {
    if (!isMixed(sample)) encodings.push(...likelyEncodings(sample));
    yield* rest;
    return;
  }
  notes.push(
    "The file is not UTF-8 and is read as Windows-1252; set the parameter encoding where letters come out wrong.",
  );
  yield* decoded(rest, "windows-1252");
}

/** UTF-8 with a few broken bytes, or no text at all. */
function isMixed(sample: Uint8Array): boolean {
  if (sample.includes(0) || sample.includes(0xff)) return true;
  const valid = Buffer.from(sample.buffer, sample.byteOffset, sample.length).toString("utf8");
  const all = Array.from(valid).filter((character) => character > "\x7f");
  return all.filter((character) => character !== "\ufffd").length * 2 > all.length;
}

const isLetter = (byte = 0): boolean => byte >= 0xc0 || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);

/** Not in Windows-1252. */
const absent: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** The letters and the apostrophe among 0x80 to 0x9f; the others are signs, which do not stand inside of a word. */
const lettersBelowA0: ReadonlySet<number> = new Set([0x8a, 0x8c, 0x8e, 0x92, 0x9a, 0x9c, 0x9e, 0x9f]);

/**
 * Every byte is a character of Windows-1252, so what speaks against it is counted: sequences of UTF-8, bytes that it
 * lacks, words of nothing but upper letters (Cyrillic, Greek, Chinese), signs and capitals inside of words (code pages
 * of DOS and the Macintosh).
 */
function isLikeWindows1252(sample: Uint8Array): boolean {
  let run = 0;
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at]!;
    if (byte < 0x80) {
      run = 0;
      continue;
    }
    if (absent.has(byte)) return false;
    // No word begins with it, and memory that was never written is full of it.
    if (byte === 0xff && !isLetter(sample[at - 1])) return false;
    run = byte >= 0xc0 ? run + 1 : 0;
    if (run === 3) return false;
    // No word is nothing but accented letters.
    if (run === 2 && !isLetter(sample[at - 2]) && !isLetter(sample[at + 1])) return false;
    if (byte >= 0xc2 && [2, 3].some((length) => isUtf8(sample.subarray(at, at + length)))) return false;
    if (byte > 0x80 && byte < 0xa0 && isInsideWord(sample, at, byte)) return false;
  }
  return true;
}

function isInsideWord(sample: Uint8Array, at: number, byte: number): boolean {
  const before = sample[at - 1];
  if (!lettersBelowA0.has(byte)) return isLetter(before) && isLetter(sample[at + 1]);
  const isCapital = (byte !== 0x92 && byte < 0x90) || byte === 0x9f;
  return isCapital && before !== undefined && before >= 0x61 && before <= 0x7a;
}
