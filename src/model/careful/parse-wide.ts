// The rows of a table with a column for each date: each row to the rows of its series.
import { wideNames, type WideTable } from "../columns/find-wide.ts";
import { createDateReader } from "../dates/date-format.ts";
import { createNumberReader, type NumberFormat } from "../numbers/find-number-format.ts";
import { badValue } from "../csv/cell-errors.ts";
import type { Header } from "../csv/find-columns.ts";
import { addRow, emptyRows, type SeriesRows } from "../csv/growing-rows.ts";
import { checkIds } from "../csv/id-length.ts";
import type { Place } from "../input-error.ts";
import { startParsing, type Parsing } from "../csv/parse-rows.ts";
import { scanRows, type Body } from "./scan-rows.ts";
import { placeOf, textOf, type Row } from "../csv/split-row.ts";

/** The values of all series stand in one form. */
export function parseWide(
  bytes: Uint8Array,
  header: Header & { delimiter: string },
  body: Body,
  { dates, format, id, rowDate }: WideTable,
  numbers: NumberFormat,
  skip: ReadonlySet<number>,
): Parsing {
  // The two columns that such a table lacks stand behind its own.
  const names = [...header.header, wideNames.date, wideNames.target];
  const at = header.header.length;
  const state = startParsing(
    { ...header, header: names },
    body.line,
    { date: at, target: at + 1, further: [], id },
    undefined,
  );
  const read = createDateReader(format);
  const readNumber = createNumberReader(numbers);
  const columns = dates.map(({ index, text }) => ({ index, text, date: read(text) }));
  const passes = rowDate?.byColumn === true ? columns.map((column) => [column]) : [columns];
  for (const pass of passes) scanRows(bytes, body, (row, fields) => visit(row, fields, pass));
  return state;

  function visit(row: Row, fields: number, pass: typeof columns): void {
    if (fields !== body.width || skip.has(row.line)) return;
    const group = groupOf(
      state,
      id.map((index) => textOf(row, index)),
      () => placeOf(row, id[0] ?? 0),
    );
    group.lastLine = row.line;
    for (const { index, text: name, date: always } of pass) {
      const date =
        rowDate === undefined ? always : read(rowDate.join(textOf(row, rowDate.index).trim(), name));
      if (typeof date === "string") continue;
      const text = textOf(row, index);
      const value = readNumber(text);
      group.rowsIn++;
      if (value === undefined || Math.abs(value) === Infinity) {
        group.error ??= badValue(placeOf(row, index), header.header[index]!, text, value);
        continue;
      }
      group.firstStyle ??= date.style;
      const rows = Number.isNaN(value) ? group.open : group.closed;
      const at = addRow(rows, date.wall, date.offset, date.style, row.line);
      rows.y[at] = value;
    }
  }
}

function groupOf({ groups }: Parsing, ids: string[], place: () => Place): SeriesRows {
  const key = ids.join("\0");
  const known = groups.get(key);
  if (known !== undefined) return known;
  checkIds(ids, place);
  const group = emptyRows(ids, 0);
  groups.set(key, group);
  return group;
}
