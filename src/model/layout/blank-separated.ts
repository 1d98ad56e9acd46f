// Files whose fields only blanks separate, as old programs and some instruments write them: they are refused with a
// command that fixes them, since blanks also stand inside of dates, names and numbers.
import { isTyped } from "./cell-kind.ts";
import { isBlankRecord, type LayoutRecord } from "./split-records.ts";

/**
 * @param records of a text in which no delimiter was found
 * @returns the first row of those with equally many fields, at least two, that are mostly dates and numbers
 */
export function blankSeparated(records: readonly LayoutRecord[]): LayoutRecord | undefined {
  const rows = records
    .filter((row) => !row.isComment && !isBlankRecord(row))
    .map((row) => ({ row, fields: row.cells[0]!.replaceAll('"', "").split(/\s+/) }));
  const typed = rows.filter(
    ({ fields }) => fields.length > 1 && fields.filter(isTyped).length * 2 >= fields.length,
  );
  const width = typed.at(-1)?.fields.length;
  const same = typed.filter(({ fields }) => fields.length === width);
  // A date and its time alone are one column.
  const isOneColumn = width === 2 && same.every(({ fields }) => /^\d{1,2}:\d{2}/.test(fields[1]!));
  return !isOneColumn && same.length > 2 && same.length * 4 >= rows.length * 3 ? same[0]!.row : undefined;
}

/** Whether each line stands in quotes as a whole, as spreadsheets write a file that was opened as one column. */
export function isQuotedByLine(records: readonly LayoutRecord[], text: string): boolean {
  const rows = records.filter((row) => !row.isComment && !isBlankRecord(row));
  const wrapped = rows.filter(({ cells, start }) => text[start] === '"' && /[,;\t]/.test(cells[0]!));
  return wrapped.length > 1 && wrapped.length * 4 >= rows.length * 3;
}
