// One row of a file into the columns of its series. A cell that has not the usual form is read again the careful way, by text,
// or by the readers of a file that is not plain.
import { badDate, badValue, missingValue, mixedDates, negativeValue } from "./cell-errors.ts";
import type { Columns } from "./find-columns.ts";
import { InputError } from "../input-error.ts";
import { isMissing, parseBoolean, parseNumber } from "../numbers/parse-number.ts";
import { addRow, type SeriesRows } from "./growing-rows.ts";
import { dayFromBytes, longNumberFromBytes, numberFromBytes, timeFromBytes } from "./parse-bytes.ts";
import {
  agree,
  dayStyle,
  parseDate,
  type DateProblem,
  type DateStyle,
  type ParsedDate,
} from "./parse-date.ts";
import { isBlank, placeOf, textOf, type Row } from "./split-row.ts";
import type { Body, Table } from "./split-csv.ts";

const timeStyle = { ...dayStyle, precision: "time", hasSeconds: true } as const;
const timeStyles: Readonly<Record<number, DateStyle>> = {
  0x54: timeStyle,
  0x20: { ...timeStyle, timeSeparator: " " },
};

/** How the cells of a file that is not plain are read. */
export interface CellReaders {
  body: Body;
  /** The text of the date, where it stands in several columns put together. */
  dateText: (row: Row) => string;
  date: (text: string) => ParsedDate | DateProblem;
  /** By column: the number, NaN for a missing one, undefined for what is no number. */
  numbers: ReadonlyMap<number, (text: string) => number | undefined>;
  /** Lines that are no rows of the table. */
  skip: ReadonlySet<number>;
}

export interface CellContext {
  table: Pick<Table, "header">;
  columns: Columns;
  /** For a negative value, where the one series of a file must not have any. */
  negativeFix: string | undefined;
  /** For a file that is not plain. */
  readers: CellReaders | undefined;
}

export function addCells(
  { columns, table, negativeFix, readers }: CellContext,
  group: SeriesRows,
  row: Row,
  target: number,
): void {
  const { block, starts, ends } = row;
  const { date } = columns;
  let style = dayStyle;
  let offset = 0;
  let wall = readers === undefined ? dayFromBytes(block, starts[date]!, ends[date]!) : NaN;
  if (Number.isNaN(wall)) {
    if (readers === undefined) wall = timeFromBytes(block, starts[date]!, ends[date]!);
    if (Number.isNaN(wall)) {
      const text = readers === undefined ? textOf(row, date) : readers.dateText(row);
      if (text === "" && isBlank(row, table.header.length)) {
        group.rowsIn--;
        return;
      }
      const parsed = readers === undefined ? parseDate(text) : readers.date(text);
      if (typeof parsed === "string") throw badDate(placeOf(row, date), table.header[date]!, text, parsed);
      ({ wall, offset, style } = parsed);
    } else style = timeStyles[block[starts[date]! + 10]!]!;
  }
  group.firstStyle ??= style;
  if (style !== group.firstStyle && !agree(group.firstStyle, style)) throw mixedDates(placeOf(row, date));

  const readNumber = readers?.numbers.get(target);
  let value = readNumber === undefined ? numberFromBytes(block, starts[target]!, ends[target]!) : NaN;
  if (Number.isNaN(value) && readNumber === undefined)
    value = longNumberFromBytes(block, starts[target]!, ends[target]!);
  let isOpen = false;
  if (Number.isNaN(value)) {
    const text = textOf(row, target);
    const special = readNumber?.(text);
    isOpen = readNumber === undefined ? isMissing(text) : special !== undefined && Number.isNaN(special);
    const parsed = isOpen ? NaN : readNumber === undefined ? parseNumber(text) : special;
    if (!isOpen && (parsed === undefined || !Number.isFinite(parsed))) {
      throw badValue(placeOf(row, target), table.header[target]!, text, parsed);
    }
    value = parsed ?? NaN;
  }
  if (value < 0 && negativeFix !== undefined) {
    throw negativeValue(placeOf(row, target), table.header[target]!, textOf(row, target), negativeFix);
  }
  const rows = isOpen ? group.open : group.closed;
  const at = addRow(rows, wall, offset, style, row.line);
  rows.y[at] = value;
  for (let index = 0; index < columns.further.length; index++) {
    const column = columns.further[index]!.index;
    try {
      rows.further[index]![at] = furtherValue(
        row,
        column,
        table.header,
        isOpen,
        readers?.numbers.get(column),
      );
    } catch (error) {
      if (!isOpen || !(error instanceof InputError)) throw error;
      group.openErrors.set(at, group.openErrors.get(at) ?? error);
      rows.further[index]![at] = 0;
    }
  }
}

/** NaN where an open row has none; such a row gives no known future. */
function furtherValue(
  row: Row,
  index: number,
  header: readonly string[],
  isOpen: boolean,
  read: ((text: string) => number | undefined) | undefined,
): number {
  const usual = read === undefined ? numberFromBytes(row.block, row.starts[index]!, row.ends[index]!) : NaN;
  if (!Number.isNaN(usual)) return usual;
  const text = textOf(row, index);
  const special = read?.(text);
  if (read === undefined ? isMissing(text) : special !== undefined && Number.isNaN(special)) {
    if (isOpen) return NaN;
    throw missingValue(placeOf(row, index), header[index]!);
  }
  const value = special ?? parseNumber(text) ?? parseBoolean(text);
  if (value === undefined || !Number.isFinite(value)) {
    throw badValue(placeOf(row, index), header[index]!, text, value);
  }
  return value;
}
