// The rows of a panel whose series alternate, in the order of its slices: read once more, and given away a round of some
// megabytes at a time. A round holds for each slice the lines of its rows and then these as they stand in the file.
import type { ReadChoice } from "../csv/find-columns.ts";
import type { Located } from "./locate-series.ts";
import { createPanelRows } from "./panel-rows.ts";

export interface Round {
  /** Good until the next round. */
  content: Uint8Array;
  /** Of each slice that has rows in it. */
  pieces: (Piece & { slice: number })[];
}

export interface Piece {
  /** Byte of the round at which the lines begin, four bytes each; the rows follow. */
  at: number;
  rows: number;
  /** Of the rows. */
  bytes: number;
}

export interface RowSorter {
  push(chunk: Uint8Array): void;
  /** What was pushed since the last one; undefined when that is not enough for one yet. */
  round(): Round | undefined;
  /** The rest; undefined when there is none. */
  finish(): Round | undefined;
}

/** @param firsts the first series of each slice */
export function createRowSorter(
  choice: ReadChoice,
  { places, rows: rowsOf }: Pick<Located, "places" | "rows">,
  firsts: readonly number[],
  roundBytes: number,
): RowSorter {
  const sliceOf = new Uint32Array(rowsOf.length);
  firsts.forEach((first, slice) => sliceOf.fill(slice, first));
  let text = Buffer.alloc(roundBytes + 2 ** 20);
  let length = 0;
  let count = 0;
  let slices = new Uint32Array(2 ** 16);
  let ends = new Uint32Array(2 ** 16);
  let lines = new Uint32Array(2 ** 16);
  let sorted = Buffer.alloc(0);

  const reader = createPanelRows(choice, (found) => {
    const place = places.placeOf(found);
    if (place < 0) return;
    const { row, block, start, end } = found;
    if (length + end - start + 1 > text.length) text = Buffer.concat([text], text.length * 2);
    if (count === ends.length)
      [slices, ends, lines] = [slices, ends, lines].map(doubled) as [
        Uint32Array<ArrayBuffer>,
        Uint32Array<ArrayBuffer>,
        Uint32Array<ArrayBuffer>,
      ];
    text.set(block.subarray(start, end), length);
    length += end - start;
    // The last row of a file may have no line end.
    if (block[end - 1] !== 0x0a) text[length++] = 0x0a;
    slices[count] = sliceOf[place]!;
    ends[count] = length;
    lines[count++] = row.line;
  });

  function take(): Round | undefined {
    if (count === 0) return undefined;
    const rows = new Uint32Array(firsts.length);
    const bytes = new Uint32Array(firsts.length);
    for (let row = 0; row < count; row++) {
      rows[slices[row]!]!++;
      bytes[slices[row]!]! += ends[row]! - (row === 0 ? 0 : ends[row - 1]!);
    }
    if (sorted.length < length + 4 * count) sorted = Buffer.alloc(Math.ceil((length + 4 * count) * 1.1));
    const content = sorted.subarray(0, length + 4 * count);
    const pieces: Round["pieces"] = [];
    const lineAt = new Uint32Array(firsts.length);
    const textAt = new Uint32Array(firsts.length);
    let at = 0;
    for (let slice = 0; slice < firsts.length; slice++) {
      if (rows[slice] === 0) continue;
      pieces.push({ slice, at, rows: rows[slice]!, bytes: bytes[slice]! });
      lineAt[slice] = at;
      textAt[slice] = at + 4 * rows[slice]!;
      at = textAt[slice]! + bytes[slice]!;
    }
    for (let row = 0, from = 0; row < count; from = ends[row++]!) {
      const slice = slices[row]!;
      lineAt[slice] = content.writeUInt32LE(lines[row]!, lineAt[slice]!);
      textAt[slice]! += text.copy(content, textAt[slice]!, from, ends[row]!);
    }
    [length, count] = [0, 0];
    return { content, pieces };
  }

  return {
    push: (chunk) => void reader.push(chunk),
    round: () => (length < roundBytes ? undefined : take()),
    finish() {
      reader.finish();
      return take();
    },
  };
}

function doubled(values: Uint32Array): Uint32Array {
  const larger = new Uint32Array(values.length * 2);
  larger.set(values);
  return larger;
}
