// A row that spans all others, from the start of the first to the end of the last: their total, in a table of spans.
import { quote } from "../../core/quote.ts";
import type { DateColumn } from "../columns/find-date-column.ts";
import type { ColumnProfile } from "../columns/profile-columns.ts";
import { textOf } from "../csv/split-row.ts";
import { createDateReader } from "../dates/date-format.ts";
import type { StrayVerdict } from "../layout/judge-stray-rows.ts";
import { scanRows, type Body } from "./scan-rows.ts";

/** Fewer rows may be of any length. */
const leastRows = 4;

/** Of two months the second may be longer, and a week may be short. */
const leastTimes = 3;

type DateReader = ReturnType<typeof createDateReader>;

interface Span {
  line: number;
  length: number;
  start: number;
  end: number;
  text: string;
}

/** @param date of the starts */
export function spanTotal(
  bytes: Uint8Array,
  body: Body,
  date: DateColumn,
  columns: readonly ColumnProfile[],
): StrayVerdict {
  const none = { skip: [], notes: [] };
  const starts = columns[date.index]!.dates;
  if (date.parts !== undefined || starts.kind !== "found") return none;
  for (const { index, dates } of columns) {
    if (index === date.index || dates.kind !== "found") continue;
    const total = totalOf(createDateReader(starts.format), createDateReader(dates.format), index);
    if (total !== undefined)
      return {
        skip: [total.line],
        notes: [
          `Line ${total.line} was skipped (${quote(total.text)}): it spans all others, so it is their total.`,
        ],
      };
  }
  return none;

  function totalOf(startOf: DateReader, endOf: DateReader, index: number): Span | undefined {
    let longest: Span | undefined;
    let [rows, second] = [0, 0];
    const first = { at: Infinity, rows: 0 };
    const last = { at: -Infinity, rows: 0 };
    scanRows(bytes, body, (row, fields) => {
      if (fields !== body.width) return;
      const [from, to] = [startOf(textOf(row, date.index)), endOf(textOf(row, index))];
      if (typeof from !== "object" || typeof to !== "object") return;
      rows++;
      const [start, end] = [from.wall, to.wall];
      const length = end - start;
      if (length > (longest?.length ?? -Infinity)) {
        second = longest?.length ?? 0;
        const text = columns.map((column) => textOf(row, column.index)).filter((cell) => cell !== "");
        longest = { line: row.line, length, start, end, text: text.join(", ") };
      } else second = Math.max(second, length);
      if (start < first.at) Object.assign(first, { at: start, rows: 0 });
      if (end > last.at) Object.assign(last, { at: end, rows: 0 });
      if (start === first.at) first.rows++;
      if (end === last.at) last.rows++;
    });
    if (longest === undefined || rows < leastRows) return undefined;
    const { length, start, end } = longest;
    // It begins with the first row and ends with the last one. Dates of changes or of payments do not meet so.
    const meets = start === first.at && end === last.at && first.rows > 1 && last.rows > 1;
    return meets && length > 0 && length >= leastTimes * second ? longest : undefined;
  }
}
