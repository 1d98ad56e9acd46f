// Where the fields of one CSV row lie, in bytes.
import type { Place } from "./cell-errors.ts";
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
}

/** Finds the fields; gives the row's end, or -1 when the row is not as wide as the header, or has quotes inside quotes. */
export function splitRow(
  { block, starts, ends, start }: Row,
  delimiter: number,
  width: number,
  end: number,
): number {
  let field = 0;
  let at = start;
  for (;;) {
    let byte = at < end ? block[at]! : 0x0a;
    if (byte === 0x22) {
      starts[field] = at + 1;
      for (at++; at < end && block[at] !== 0x22; at++) if (block[at] === 0x0a) return -1;
      ends[field++] = at;
      at++;
      if (at < end && block[at] === 0x0d) at++;
      byte = at < end ? block[at]! : 0x0a;
      if ((byte !== delimiter && byte !== 0x0a) || at > end) return -1;
    } else {
      starts[field] = at;
      while (byte !== delimiter && byte !== 0x0a) byte = ++at < end ? block[at]! : 0x0a;
      ends[field++] = byte === 0x0a && at > start && block[at - 1] === 0x0d ? at - 1 : at;
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

export const textOf = ({ block, starts, ends }: Row, index: number): string =>
  block.toString("utf8", starts[index]!, ends[index]!).trim();

export function placeOf(row: Row, index: number): Place {
  // More than is shown of it, so that the end is known to be cut.
  const excerpt = shorten(
    row.block.toString("utf8", row.start, Math.min(row.end, row.start + 800)).trimEnd(),
  );
  return { line: row.line, column: index + 1, excerpt };
}
