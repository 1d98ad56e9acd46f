// Where the fields of one CSV row lie, in bytes.
import type { Place } from "../input-error.ts";
import { shorten } from "../../core/quote.ts";

/** One row: where its fields lie. */
export interface Row {
  block: Buffer;
  starts: Int32Array;
  ends: Int32Array;
  line: number;
  /** Of the whole row. */
  start: number;
  end: number;
  /** Line breaks inside of quotes. */
  breaks: number;
  /** As it stands in the file, where the block holds no more than its fields. */
  record?: string;
}

/** A row whose fields are known as text. */
export function rowOf(cells: readonly string[], line: number, record: string): Row {
  const block = Buffer.from(cells.join(""));
  const starts = new Int32Array(cells.length);
  const ends = new Int32Array(cells.length);
  let at = 0;
  cells.forEach((cell, index) => {
    starts[index] = at;
    ends[index] = at += Buffer.byteLength(cell);
  });
  return { block, starts, ends, line, start: 0, end: at, breaks: 0, record };
}

/** Finds the fields; gives the row's end, or -1 when the row is not as wide as the header or its quotes are unusual. */
export function splitRow(row: Row, delimiter: number, width: number, end: number): number {
  const { block, starts, ends, start } = row;
  row.breaks = 0;
  let field = 0;
  let at = start;
  for (;;) {
    let byte = at < end ? block[at]! : 0x0a;
    if (byte === 0x22) {
      starts[field] = at + 1;
      for (at++; at < end; at++) {
        if (block[at] === 0x0a) row.breaks++;
        if (block[at] !== 0x22) continue;
        // A doubled quote stands for one.
        if (at + 1 < end && block[at + 1] === 0x22) at++;
        else break;
      }
      ends[field++] = at;
      at++;
      if (at < end && block[at] === 0x0d) at++;
      byte = at < end ? block[at]! : 0x0a;
      if ((byte !== delimiter && byte !== 0x0a) || at > end) return -1;
    } else {
      starts[field] = at;
      while (byte !== delimiter && byte !== 0x0a) byte = ++at < end ? block[at]! : 0x0a;
      ends[field++] = byte === 0x0a && block[at - 1] === 0x0d ? at - 1 : at;
    }
    if (byte === 0x0a) return field === width ? at : -1;
    if (field === width) return -1;
    at++;
  }
}

/** Up to and with the line end that no quotes hold; -1 when there is none. */
export function lengthOfRow(rest: Buffer, delimiter: number): number {
  let isFieldStart = true;
  for (let at = 0; at < rest.length; at++) {
    const byte = rest[at]!;
    if (byte === 0x0a) return at + 1;
    if (byte === 0x22 && isFieldStart) {
      do at = rest.indexOf(0x22, at + 1);
      while (at >= 0 && rest[at + 1] === 0x22 && ++at);
      if (at < 0) return -1;
    }
    isFieldStart = byte === delimiter;
  }
  return -1;
}

export function textOf({ block, starts, ends, record }: Row, index: number): string {
  const start = starts[index]!;
  const text = block.toString("utf8", start, ends[index]!).trim();
  const isQuoted = record === undefined && start > 0 && block[start - 1] === 0x22;
  return isQuoted ? text.replaceAll('""', '"') : text;
}

export function isBlank(row: Row, width: number): boolean {
  for (let index = 0; index < width; index++) if (textOf(row, index) !== "") return false;
  return true;
}

export function placeOf(row: Row, index: number): Place {
  // More than is shown of it, so that the end is known to be cut.
  const text = row.record ?? row.block.toString("utf8", row.start, Math.min(row.end, row.start + 800));
  const [first = ""] = text.slice(0, 800).split("\n", 1);
  return { line: row.line, column: index + 1, excerpt: shorten(first.trimEnd()) };
}

/** Whether two places of a block hold the same bytes. */
export function isSame(block: Buffer, a: number, aEnd: number, b: number, bEnd: number): boolean {
  if (aEnd - a !== bEnd - b) return false;
  for (; a < aEnd; a++, b++) if (block[a] !== block[b]) return false;
  return true;
}

/** Bytes of an empty line; 0 for any other. */
export const lengthOfBlank = (block: Buffer, at: number): 0 | 1 | 2 =>
  block[at] === 0x0a ? 1 : block[at] === 0x0d && block[at + 1] === 0x0a ? 2 : 0;
