// The first rows of a file, by which its columns are chosen.
import { InputError } from "../input-error.ts";
import { decodeText, hasByteOrderMark } from "./decode-text.ts";
import { splitCsv, type Table } from "./split-csv.ts";

/** The beginning by which columns are chosen. */
const leastHeadLines = 102;
const headLines = 500;
const mostHeadBytes = 256 * 1024;

/** Reads the first rows, by which columns are chosen; undefined when more of the file is needed. */
export function readHead(block: Uint8Array, isEnd: boolean): { table: Table; length: number } | undefined {
  const cut = headOf(block, isEnd);
  if (cut === 0 && !isEnd) return undefined;
  let text: string;
  let table: Table;
  try {
    text = decodeText(block.subarray(0, cut));
    table = splitCsv(text);
  } catch (error) {
    // A quoted line break may lie on the cut.
    const isCut = error instanceof InputError && error.code === "csv.unclosed-quote" && cut < block.length;
    if (!isCut) throw error;
    if (!isEnd) return undefined;
    text = decodeText(block);
    table = splitCsv(text);
  }
  const mark = hasByteOrderMark(block) ? 3 : 0;
  return { table, length: mark + Buffer.byteLength(text.slice(0, table.body.start)) };
}

/** Length of the first whole lines; 0 when they are too few to choose by. */
function headOf(block: Uint8Array, isEnd: boolean): number {
  let end = 0;
  for (let lines = 0; lines < headLines; lines++) {
    const next = block.indexOf(0x0a, end) + 1;
    if (next > mostHeadBytes) break;
    if (next === 0) return isEnd ? block.length : lines < leastHeadLines ? 0 : end;
    end = next;
  }
  return end === 0 && isEnd ? block.length : end;
}
