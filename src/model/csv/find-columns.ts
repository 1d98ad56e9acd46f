// Which column holds the dates and which the values.
import { InputError } from "../input-error.ts";
import { quote } from "../../core/quote.ts";
import { nearestName } from "../../core/nearest-name.ts";
import { isMissing, parseNumber } from "../numbers/parse-number.ts";
import type { DateParts } from "../columns/date-parts.ts";
import type { Table } from "./split-csv.ts";

/** The first line of a table, as far as columns are looked for in it. */
export type Header = Pick<Table, "header" | "headerLine" | "excerpt">;

export interface Columns {
  date: number;
  target: number;
  further: { name: string; index: number }[];
  /** Columns that distinguish several series, in the order asked for. */
  id: number[];
  /** Where the date stands in several columns; `date` is the first of them. */
  dateParts?: DateParts;
  /** Where several columns hold values, each for a series of its own; `target` is the first of them. */
  targets?: { index: number; name: string }[];
  /** Where no column holds values, since rows are counted; `target` is the column of the dates. */
  countsRows?: boolean;
}

export interface ColumnChoice {
  /** Columns that together distinguish several series. */
  id?: readonly string[] | undefined;
  date?: string | undefined;
  target?: string | undefined;
  /** Further columns of numbers, or of true and false, for example regressors. */
  columns?: readonly string[] | undefined;
  /** A pattern of the dates, where the file does not say how they are meant. */
  dateFormat?: string | undefined;
  /** IANA zone of times without one. */
  timezone?: string | undefined;
  /** The decimal separator. */
  decimal?: "," | "." | undefined;
  /** Lines above the header. */
  skipRows?: number | undefined;
  /** Whether rows may have one date, since they will be put together, and whether they will be counted. */
  aggregates?: boolean | undefined;
  counts?: boolean | undefined;
}

export interface ReadChoice extends ColumnChoice {
  /** How to fix a negative value, where the one series of a file must not have any. */
  negativeFix?: string | undefined;
}

/** Names by which a column says that it holds ids. */
const idNames: ReadonlySet<string> = new Set(["unique_id", "series_id", "id", "series"]);

/** The one column whose name says that it holds ids; none when several do. */
export function detectId(header: readonly string[]): string[] {
  const found = header.filter((name) => idNames.has(name.toLowerCase()));
  return found.length === 1 ? found : [];
}

/** Columns of the frame that models see. */
const reserved: ReadonlySet<string> = new Set(["ds", "y", "yhat"]);

/** Names of the table itself: a column by one of them would hide a part of danfo's DataFrame, which then fails. */
const ofTheFrame: ReadonlySet<string> = new Set(
  "constructor column columns shape $getColumnData $dataIncolumnFormat $index $columns $dtypes $isSeries $config $data".split(
    " ",
  ),
);

/**
 * @returns undefined where it is not plain which ones hold the dates and the values: the careful way finds out, or says it
 * @throws InputError csv.no-such-column, csv.reserved-column or csv.duplicate-column
 */
export function findColumns(table: Table, choice: ColumnChoice): Columns | undefined {
  const date = dateColumn(table, choice.date);
  if (date === undefined) return undefined;
  const further = (choice.columns ?? []).map((name) => ({ name, index: furtherColumn(table, name) }));
  const id = (choice.id ?? []).map((name) => furtherColumn(table, name));
  const taken = [date, ...further.map(({ index }) => index), ...id];
  const target = targetColumn(table, choice.target, taken);
  if (target === undefined) return undefined;
  refuseTaken(table, further, date, target);
  return { date, target, further, id };
}

/** @throws InputError csv.reserved-column or csv.no-such-column */
export function refuseTaken(
  table: Header,
  further: readonly { name: string; index: number }[],
  date: number,
  target: number,
): void {
  for (const { name, index } of further) {
    if (ofTheFrame.has(name) || (reserved.has(name) && index !== date && index !== target)) {
      const by = ofTheFrame.has(name)
        ? "the table that models see has a part"
        : "models know the dates and the values";
      throw new InputError(`The name ${quote(name)} is taken: ${by} by it.`, {
        code: "csv.reserved-column",
        ...atHeader(table, index),
        fix: `Rename column ${quote(name)}, in the file and in the parameter.`,
      });
    }
    if (index !== date && index !== target) continue;
    throw new InputError(
      `Column ${quote(name)} holds the ${index === date ? "dates" : "values"}; it cannot be a further column too.`,
      {
        code: "csv.no-such-column",
        ...atHeader(table, index),
        fix: `Leave ${quote(name)} out of the parameter that names it, or set ${index === date ? "date" : "target"} to another column.`,
      },
    );
  }
}

/** @throws InputError csv.no-such-column or csv.duplicate-column */
export function furtherColumn(table: Header, name: string): number {
  const found = columnNamed(table, name);
  if (found !== undefined) return found;
  const near = nearestName(name, table.header);
  throw new InputError(`There is no column ${quote(name)}; the columns are ${listNames(table.header)}.`, {
    code: "csv.no-such-column",
    ...atHeader(table),
    fix:
      near === undefined
        ? "Correct the name in the parameter, or add that column to the file."
        : `Write ${quote(near)} in the parameter, or add a column ${quote(name)} to the file.`,
  });
}

function dateColumn(table: Table, wanted: string | undefined): number | undefined {
  for (const name of wanted === undefined ? ["date", "ds"] : [wanted]) {
    const found = columnNamed(table, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function targetColumn(
  table: Table,
  wanted: string | undefined,
  taken: readonly number[],
): number | undefined {
  const named = columnNamed(table, wanted ?? "y");
  if (named !== undefined && named !== taken[0]) return named;
  if (wanted !== undefined) return undefined;
  const others = table.header.map((_, index) => index).filter((index) => !taken.includes(index));
  // With a single other column, a wrong cell in it is the better thing to report.
  if (others.length === 1) return others[0];
  const numeric = others.filter((index) => isMostlyNumeric(table.columns[index]!));
  // By its name, none of two columns that share one can be chosen.
  if (numeric.length > 1) for (const index of numeric) columnNamed(table, table.header[index]!);
  return numeric.length === 1 ? numeric[0] : undefined;
}

/** By exact name, else without regard to case. @throws InputError csv.duplicate-column */
export function columnNamed(table: Header, name: string): number | undefined {
  const exact = matching(table, (header) => header === name);
  const matches =
    exact.length > 0 ? exact : matching(table, (header) => header.toLowerCase() === name.toLowerCase());
  if (matches.length > 1) {
    throw new InputError(`Two columns are named ${quote(table.header[matches[0]!]!)}.`, {
      code: "csv.duplicate-column",
      ...atHeader(table, matches[1]!),
      fix: "Give every column its own name, or remove one of the two.",
    });
  }
  return matches[0];
}

const matching = (table: Header, accepts: (header: string) => boolean): number[] =>
  table.header.flatMap((header, index) => (accepts(header) ? [index] : []));

function isMostlyNumeric(values: readonly string[]): boolean {
  const known = values.slice(0, 100).filter((value) => !isMissing(value));
  return (
    known.length > 0 && known.filter((value) => parseNumber(value) !== undefined).length * 2 >= known.length
  );
}

export const atHeader = (table: Header, index = 0) => ({
  line: table.headerLine,
  column: index + 1,
  excerpt: table.excerpt(-1),
});

/** The first names; a table may have a thousand. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 20).map(quote).join(", ");
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown;
}
