// The names of a row, one for each column of the table below it.
import { isNumberLike, isTyped } from "./cell-kind.ts";
import type { LayoutRecord } from "./split-records.ts";
import { isDateWord } from "./words.ts";

/**
 * The names, one for each cell of a row of the table; undefined when the row cannot be its header. A delimiter too many
 * at the end, and a column of row names without a name (as R writes it), are evened out.
 */
export function fitted(
  row: LayoutRecord,
  rows: readonly LayoutRecord[],
  width: number,
): string[] | undefined {
  const cells = row.isComment ? withoutMark(row.cells) : row.cells;
  if (cells.length === width) return cells;
  if (cells.length > width)
    return cells.slice(width).every((cell) => cell === "") ? cells.slice(0, width) : undefined;
  if (cells.length < 2 && width > 2) return undefined;
  const body = rows.filter((each) => each.line > row.line);
  if (body.every((each) => each.cells.slice(cells.length).every((cell) => cell === ""))) {
    return [...cells, ...Array.from({ length: width - cells.length }, () => "")];
  }
  return cells.length === width - 1 && numbersRows(body) && isShifted(cells, body)
    ? ["", ...cells]
    : undefined;
}

const withoutMark = ([first = "", ...others]: readonly string[]): string[] => [
  first.replace(/^(?:[#%\s]|\/\/)+/, ""),
  ...others,
];

/** Whether the dates stand one cell further on than their name; a name that is missing at the end moves none. */
function isShifted(names: readonly string[], rows: readonly LayoutRecord[]): boolean {
  const index = names.findIndex(isDateWord);
  const isDate = (cell: string) => isTyped(cell) && !isNumberLike(cell);
  return index >= 0 && rows.every(({ cells }) => isDate(cells[index + 1]!) && !isDate(cells[index]!));
}

/** Whether the first cells are 0, 1, 2 or 1, 2, 3. */
function numbersRows(rows: readonly LayoutRecord[]): boolean {
  const first = Number(rows[0]?.cells[0] || NaN);
  return (first === 0 || first === 1) && rows.every(({ cells }, index) => Number(cells[0]) === first + index);
}

/** A header of a table whose columns have numbers for names: `,0,1,2`. */
export function countsUp(cells: readonly string[]): boolean {
  const numbers = (cells[0] === "" ? cells.slice(1) : cells).map((cell) => Number(cell || NaN));
  const [first] = numbers;
  return (first === 0 || first === 1) && numbers.every((value, index) => value === first + index);
}
