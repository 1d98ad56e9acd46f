// Rows of a table that hold no date: totals, notes, repeated names. They are found before columns are chosen, since they
// say nothing of what the columns hold.
import { dateTextOf } from "../columns/find-ids.ts";
import type { DateColumn } from "../columns/find-date-column.ts";
import type { WideTable } from "../columns/find-wide.ts";
import type { FileProfile } from "../columns/profile-columns.ts";
import { createDateReader, type DateFormat } from "../dates/date-format.ts";
import type { StrayRow } from "../layout/judge-stray-rows.ts";
import { textOf, type Row } from "../csv/split-row.ts";
import { scanRows, type Body } from "./scan-rows.ts";

/** Rows that are looked at; a file with more is no table with a few rows around it. */
const mostStrays = 1000;

/** Rows that are not as wide as the header or have no date, in their order. */
export function rowsWithoutDate(
  bytes: Uint8Array,
  body: Body,
  date: DateColumn,
  format: DateFormat,
  { ragged }: FileProfile,
): StrayRow[] {
  const read = createDateReader(format);
  const hasDate = (row: Row) => {
    const text = dateTextOf(row, date);
    return text !== "" && typeof read(text) === "object";
  };
  return straysOf(bytes, body, ragged, hasDate);
}

/** Rows that are not as wide as the header, and blank ones and lone notes around the rows with a value. */
export function rowsWithoutValue(
  bytes: Uint8Array,
  body: Body,
  { dates }: WideTable,
  { ragged }: FileProfile,
): StrayRow[] {
  const hasValue = (row: Row) => dates.some(({ index }) => textOf(row, index) !== "");
  const isNarrow = new Set(ragged.map(({ line }) => line));
  return straysOf(bytes, body, ragged, hasValue).filter(({ line, cells, where }) => {
    // What has a name and codes is a series without values.
    const filled = cells.filter((cell) => cell !== "").length;
    const isNote = where !== "inside" || /^(?:#|\/\/)/.test(cells[0]!);
    return isNarrow.has(line) || filled === 0 || (filled === 1 && isNote);
  });
}

function straysOf(
  bytes: Uint8Array,
  body: Body,
  ragged: FileProfile["ragged"],
  isGood: (row: Row) => boolean,
): StrayRow[] {
  const found: { line: number; cells: readonly string[] }[] = [...ragged];
  let first = Infinity;
  let last = 0;
  scanRows(bytes, body, (row, fields) => {
    if (fields !== body.width) return;
    if (isGood(row)) {
      first = Math.min(first, row.line);
      last = row.line;
    } else if (found.length < mostStrays) {
      found.push({
        line: row.line,
        cells: Array.from({ length: body.width }, (_, index) => textOf(row, index)),
      });
    }
  });
  return found
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, cells }) => ({
      line,
      cells,
      where: line < first ? "first" : line > last ? "last" : "inside",
    }));
}
