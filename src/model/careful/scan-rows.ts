// All rows of a file, whatever they look like: for the first of two passes, which decides how the second one reads them.
import { fittedCells, type Body } from "../csv/split-csv.ts";
import { lengthOfBlank, lengthOfRow, rowOf, splitRow, type Row } from "../csv/split-row.ts";

export type { Body };

/**
 * Calls for each row that is not blank; the row is only good until the next call.
 * @param visit gets the number of fields; it differs from the header's in a ragged row
 * @throws InputError csv.unclosed-quote, csv.bad-quote, csv.field-too-long or csv.too-many-columns
 */
export function scanRows(bytes: Uint8Array, body: Body, visit: (row: Row, fields: number) => void): void {
  const { width, start, skip } = body;
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const delimiter = body.delimiter.charCodeAt(0);
  const row: Row = {
    block,
    starts: new Int32Array(width + 1),
    ends: new Int32Array(width + 1),
    line: body.line,
    start,
    end: start,
    breaks: 0,
  };
  for (let at = start; at < block.length; ) {
    const blank = lengthOfBlank(block, at);
    if (blank > 0) {
      row.line++;
      at += blank;
      continue;
    }
    row.start = at;
    row.end = splitRow(row, delimiter, width, block.length);
    if (row.end >= 0) {
      // A row of one column may be an empty line.
      const isRow = width > 1 || row.ends[0]! > row.starts[0]!;
      if (isRow && skip?.has(row.line) !== true) visit(row, width);
      row.line += 1 + row.breaks;
      at = row.end + 1;
      continue;
    }
    const length = lengthOfRow(block.subarray(at), delimiter);
    const record = block.toString("utf8", at, length < 0 ? block.length : at + length);
    if (record.trim() !== "" && skip?.has(row.line) !== true) {
      const cells = fittedCells(record, body);
      visit(rowOf(cells, row.line, record), cells.length);
    }
    row.line += record.split("\n").length - (record.endsWith("\n") ? 1 : 0);
    at += length < 0 ? block.length : length;
  }
}
