// Whether the beginning of a file shows that it can be read the fast way: the first line is the header, and the columns
// that are read hold ISO dates and plain numbers, without a second meaning.
import { parseDate } from "./parse-date.ts";
import { isMissing, parseNumber } from "../numbers/parse-number.ts";
import type { ColumnChoice, Columns } from "./find-columns.ts";
import type { Table } from "./split-csv.ts";

export function isPlainHead(
  { columns: cells, headerLine, header, delimiter }: Table,
  columns: Columns,
  { target }: ColumnChoice,
): boolean {
  if (headerLine !== 1) return false;
  const numbers = [columns.target, ...columns.further.map(({ index }) => index)];
  if (!isPlainDates(cells[columns.date]!)) return false;
  if (!numbers.every((index) => isPlainNumbers(cells[index]!, delimiter))) return false;
  if (target !== undefined || header[columns.target]!.toLowerCase() === "y") return true;
  // Another column may hold the values in a form that only the careful way reads.
  const read = new Set([columns.date, ...numbers, ...columns.id]);
  return header.every((_, index) => read.has(index) || !hasDigits(cells[index]!));
}

/** Whether the user says how the file is written, which only the careful way uses. */
export const isToldHow = ({ dateFormat, timezone, decimal, skipRows }: ColumnChoice): boolean =>
  [dateFormat, timezone, decimal, skipRows].some((each) => each !== undefined);

/** Of any script. */
const hasDigits = (cells: readonly string[]) => cells.some((cell) => /\p{Nd}/u.test(cell));

/** ISO dates; not `2014-1` with months 1 to 4 alone, which may be quarters, nor `2000/01` and `2001/02`, which are fiscal years. */
function isPlainDates(cells: readonly string[]): boolean {
  const known = cells.filter((cell) => cell !== "");
  return (
    isMost(known, (cell) => typeof parseDate(cell) === "object") &&
    !isOfOtherCalendar(known) &&
    !areHours(known) &&
    !areShortMonths(known) &&
    !(known.length > 0 && known.every((cell) => /^\d{4}[-/][1-4]$/.test(cell))) &&
    !(known.length > 0 && known.every(isFiscalYear))
  );
}

/** 00:00-01:00, 01:00-02:00 are spans, not zones. */
const areHours = (cells: readonly string[]): boolean =>
  new Set(cells.map((cell) => /\d:\d\d(-\d\d:\d\d)$/.exec(cell)?.[1])).size > 3;

/** 2312 and 2401 are a December and a January. */
const areShortMonths = (cells: readonly string[]): boolean =>
  cells.every((cell) => /^\d\d(?:0[1-9]|1[0-2])$/.test(cell)) &&
  new Set(cells.map((cell) => cell.slice(0, 2))).size > 1;

/** 2567 is a Buddhist year, 1402 may be a Persian one, 5784 a Jewish one. */
function isOfOtherCalendar(cells: readonly string[]): boolean {
  const years = cells.map((cell) => Number(/^\d{4}/.exec(cell)?.[0]));
  return (
    years.length > 0 &&
    (years.some((year) => year >= 2400 && year < 2700) ||
      years.every((year) => year < 1500 || (year >= 2400 && year < 7000)))
  );
}

const isFiscalYear = (cell: string): boolean => {
  const [, from, to] = /^(\d{4})[-/](\d{2})$/.exec(cell) ?? [];
  return from !== undefined && (Number(from) + 1) % 100 === Number(to);
};

/**
 * Numbers with a decimal point; not `1.016`, when three digits follow every point, which may separate thousands. Between
 * commas, where each cell has such a point, a program wrote them.
 */
function isPlainNumbers(cells: readonly string[], delimiter: string): boolean {
  const known = cells.filter((cell) => cell !== "" && !isMissing(cell));
  const pointed = known.filter((cell) => cell.includes("."));
  const isProgram = delimiter === "," && pointed.length === known.length;
  return (
    isMost(known, (cell) => parseNumber(cell) !== undefined) &&
    (isProgram || pointed.length === 0 || !pointed.every((cell) => /^-?[1-9]\d{0,2}\.\d{3}$/.test(cell)))
  );
}

/** A few other cells are faults, which the fast way finds. */
const isMost = (cells: readonly string[], accepts: (cell: string) => boolean): boolean =>
  2 * cells.filter(accepts).length >= cells.length;
