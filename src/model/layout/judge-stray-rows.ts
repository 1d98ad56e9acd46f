// Which rows that do not fit the table are no part of it: units below the header, repeated headers, drawn lines, comments,
// totals and footnotes. A row that may be an observation with a broken date is never left out.
import { quote } from "../../core/quote.ts";
import { isNamedDate, kindOf } from "./cell-kind.ts";
import { isDateWord, isTotalWord, looksLikeUnits } from "./words.ts";

/** A row whose date cell is no date, or that is not as wide as the header. */
export interface StrayRow {
  line: number;
  cells: readonly string[];
  /** No good row above, between good rows, or no good row below. */
  where: "first" | "inside" | "last";
}

export interface StrayVerdict {
  /** Lines to leave out, in their order. */
  skip: number[];
  /** One sentence for each kind of row. */
  notes: string[];
}

type Kind =
  | "blank"
  | "header"
  | "units"
  | "numbers"
  | "rule"
  | "comment"
  | "total"
  | "annual"
  | "unlabelled"
  | "bare"
  | "outside"
  | "text";

/** One row of the kind, and several. */
const reasons: Readonly<Record<Exclude<Kind, "blank">, readonly [string, string]>> = {
  header: ["it repeats the names of the columns", "they repeat the names of the columns"],
  units: ["it says how the columns are measured", "they say how the columns are measured"],
  numbers: ["it numbers the columns", "they number the columns"],
  rule: ["it only draws a line", "they only draw lines"],
  comment: ["it is a comment", "they are comments"],
  total: ["it is a total or an average", "they are totals or averages"],
  annual: ["it is of the whole year", "they are of whole years"],
  unlabelled: ["it stands below the data and has no date", "they stand below the data and have no date"],
  bare: ["it stands below the data and has no date", "they stand below the data and have no date"],
  outside: ["no column with a name has anything in it", "no column with a name has anything in them"],
  text: ["it holds text only", "they hold text only"],
};

/** More rows with numbers below the data are a table of their own, not its totals. */
const limits = [
  ["unlabelled", 6],
  ["bare", 1],
] as const;

const isPlainNumber = (cell: string): boolean => /^[-+]?[\d.,]+$/.test(cell.trim());

/**
 * @param dateColumn index of the column of dates; without it, the names are asked
 */
export function judgeStrayRows(
  strays: readonly StrayRow[],
  header: readonly string[],
  dateColumn = Math.max(header.findIndex(isDateWord), 0),
): StrayVerdict {
  const judged = strays.map((row) => ({ row, kind: kindOfRow(row, header, dateColumn) }));
  const byKind = Map.groupBy(judged, ({ kind }) => kind);
  byKind.delete(undefined);
  for (const [kind, limit] of limits) if ((byKind.get(kind)?.length ?? 0) > limit) byKind.delete(kind);
  return {
    skip: judged.filter(({ kind }) => byKind.has(kind)).map(({ row }) => row.line),
    notes: [...byKind].flatMap(([kind, rows]) => {
      if (kind === undefined || kind === "blank") return [];
      const [one, several] = reasons[kind];
      const lines = rows.map(({ row }) => row.line);
      const text = quote(rows[0]!.row.cells.filter((cell) => cell.trim() !== "").join(", "));
      return lines.length === 1
        ? [`Line ${lines[0]} was skipped (${text}): ${one}.`]
        : [`Lines ${listOf(lines)} were skipped (${text}): ${several}.`];
    }),
  };
}

/** Undefined for a row that may be an observation. */
function kindOfRow(
  { cells, where }: StrayRow,
  header: readonly string[],
  dateColumn: number,
): Kind | undefined {
  const kinds = cells.map(kindOf);
  if (kinds.every((kind) => kind === "blank") && !drawsLine(cells)) return "blank";
  const isNamed = header.some((name) => name !== "");
  // Someone's sums beside the table.
  if (isNamed && cells.every((cell, index) => cell.trim() === "" || header[index] === "")) return "outside";
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== "");
  const first = filled[0]!;
  const date = cells[dateColumn]?.trim() ?? "";
  const hasValue = cells.some((cell, index) => index !== dateColumn && mayBeValue(cell));
  if (drawsLine(filled)) return "rule";
  const isNumbered = numberOfRow.test(first) && first !== date;
  if (comment.test(first) && !(hasValue && (isNumbered || /^#+$/.test(first)))) return "comment";
  if (repeatsHeader(cells, header)) return "header";
  if (where === "first" && looksLikeUnits(cells) && !cells.some(isPlainNumber)) return "units";
  if (where === "first" && filled.length > 2 && filled.every((cell, index) => cell === String(index + 1)))
    return "numbers";

  if (isAnnual(cells, dateColumn)) return "annual";

  const hasDate = kinds.includes("date");
  // Below the data a label may stand in any column; elsewhere only where the date should be.
  if (!hasDate && isTotalWord(where === "last" ? first : date)) return "total";
  const isLabel = kinds[dateColumn] === "text";
  if (!hasValue && isLabel && !(hasDate && where === "inside")) return "text";
  if (!hasValue && !hasDate && date === "" && kinds.includes("text")) return "text";
  if (!hasDate && isSentence(filled) && (where === "last" || (filled.length === 1 && !hasValue)))
    return "text";
  if (where !== "last" || hasDate) return undefined;
  if (isLabel) return "unlabelled";
  // Spreadsheets and Google Analytics leave the date of a total empty.
  const isBare = date === "" && filled.every(mayBeValue) && cells.length === header.length;
  return isBare ? "bare" : undefined;
}

/** The thirteenth month of a year: `M13` of the Bureau of Labor Statistics, `202413` of the EIA. */
function isAnnual(cells: readonly string[], dateColumn: number): boolean {
  const date = cells[dateColumn]?.trim() ?? "";
  if (/^(?:1[5-9]|2[01])\d\d(?:-| ?-?M)?13$/.test(date)) return true;
  return /^(?:1[5-9]|2[01])\d\d$/.test(date) && cells.some((cell) => /^(?:M13|Q05|S03)$/.test(cell.trim()));
}

const drawsLine = (cells: readonly string[]): boolean =>
  cells.every((cell) => /^[-=+:_*─═|\s]*$/.test(cell)) && cells.some((cell) => cell.trim().length > 1);

/** Errors of spreadsheets (`#N/A`) are no comments, nor is what a narrow column shows of a date (`####`). */
const comment = /^(?:#(?!(?:N\/?A|REF|VALUE|DIV|NUM|NAME|NULL)\b)|\/\/|%\s*\p{L})/iu;
const numberOfRow = /^#\d+$/;

/** A number, or one with a unit that is not known: `5 Stück`. */
const mayBeValue = (cell: string): boolean =>
  kindOf(cell) === "number" || (kindOf(cell) === "mixed" && /^[^\p{L}]*\d/u.test(cell) && !isNamedDate(cell));

/** A note that runs over the row: `Source: Eurostat, 2024`, `(365 rows)`, `* provisional`. */
const isSentence = ([first = "", ...others]: readonly string[]): boolean =>
  /^[(*†‡¹²³[]|^\d+ \p{L}+ in set|^\p{L}[\p{L}\s]*:|^(?:source|note|quelle|last updated|data from)\b/iu.test(
    first,
  ) ||
  (others.length === 0 && /^\P{N}+\s/u.test(first));

/** Names of joined header rows come back in parts. */
function repeatsHeader(cells: readonly string[], header: readonly string[]): boolean {
  let same = 0;
  for (const [index, cell] of cells.entries()) {
    const text = cell.trim().toLowerCase();
    const name = header[index]?.toLowerCase() ?? "";
    if (text === "") continue;
    if (text !== name && !name.startsWith(`${text} `) && !name.endsWith(` ${text}`)) return false;
    same++;
  }
  return same > 0 && same * 2 >= header.filter((name) => name !== "").length;
}

const mostShown = 5;

/** `3`, `3 and 7`, `3 to 9`, `3, 7, 12, 20, 31 and 14 more`. */
function listOf(lines: readonly number[]): string {
  const [first, last] = [lines[0]!, lines.at(-1)!];
  if (lines.length > 2 && last - first === lines.length - 1) return `${first} to ${last}`;
  if (lines.length > mostShown + 1)
    return `${lines.slice(0, mostShown).join(", ")} and ${lines.length - mostShown} more`;
  return `${lines.slice(0, -1).join(", ")} and ${last}`;
}
