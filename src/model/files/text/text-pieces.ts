// Text as it comes. UTF-8 goes through untouched; at the first byte that is not, the rest is looked at more closely.
import { isAscii, isUtf8 } from "node:buffer";
import type { OpenedFile } from "../opened-file.ts";
import { continued } from "../pieces.ts";

/** What is found while text is read. */
export type Findings = Pick<OpenedFile, "notes" | "encodings">;

/** A character of UTF-8 has at most so many bytes. */
const mostOfCharacter = 4;

/** @param encoding as the user names it */
export async function* textPieces(
  pieces: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  findings: Findings,
): AsyncGenerator<Uint8Array> {
  if (encoding !== undefined) {
    const { decoded } = await import("./decode-other.ts");
    yield* decoded(pieces, encoding);
    return;
  }
  const all = pieces[Symbol.asyncIterator]();
  try {
    for (let next = await all.next(); next.done !== true; next = await all.next()) {
      let piece = next.value;
      if (isAscii(piece)) {
        yield piece;
        continue;
      }
      const at = firstOther(piece);
      // The character may go on in the next piece.
      while (piece.length - at < mostOfCharacter) {
        const more = await all.next();
        if (more.done === true) break;
        piece = Buffer.concat([piece, more.value]);
      }
      const rest = continued([piece], all);
      const start = piece.subarray(at, at + mostOfCharacter);
      if (isCharacter(start) || isCut(start)) yield* rest;
      else {
        const { guessed } = await import("./decode-other.ts");
        yield* guessed(rest, findings);
      }
      return;
    }
  } finally {
    await all.return?.();
  }
}

/** Index of the first byte that is not ASCII; there is one. */
function firstOther(piece: Uint8Array): number {
  let [from, to] = [0, piece.length];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (isAscii(piece.subarray(from, middle))) from = middle;
    else to = middle;
  }
  return from;
}

/** Whether the bytes begin with a character of UTF-8 that is not ASCII. */
const isCharacter = (bytes: Uint8Array): boolean =>
  [2, 3, 4].some((length) => bytes.length >= length && isUtf8(bytes.subarray(0, length)));

/** Whether the file ends in the middle of a character of three or four bytes. */
const isCut = (bytes: Uint8Array): boolean =>
  bytes.length > 1 && [[0x80], [0x80, 0x80]].some((missing) => isUtf8(Uint8Array.of(...bytes, ...missing)));
