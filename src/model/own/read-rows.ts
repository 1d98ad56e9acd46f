// A CSV file to a table of rows that are no time series: the columns that a model declares, every cell checked.
import { badValue } from "../csv/cell-errors.ts";
import { decodeText } from "../csv/decode-text.ts";
import { columnNamed, furtherColumn } from "../csv/find-columns.ts";
import { InputError } from "../input-error.ts";
import { isMissing, parseBoolean, parseNumber } from "../numbers/parse-number.ts";
import { noRows } from "../csv/dataset-of-rows.ts";
import { splitCsv, type Table } from "../csv/split-csv.ts";
import type { ColumnKind } from "./define-model.ts";

export interface ReadRows {
  /** By the names that the model declares; each as long as `rows`. */
  columns: Record<string, (number | string)[]>;
  /** What goes into the result as it stands. */
  ids: { name: string; values: readonly string[] }[];
  rows: number;
}

/** Columns that name a row, the first one that is there; without any its number does. */
const usualIds = ["id", "unique_id", "date", "ds"];

/**
 * @param id columns for the result
 * @throws InputError csv.*
 */
export function readRows(
  input: Uint8Array,
  kinds: Readonly<Record<string, ColumnKind>>,
  id: readonly string[] | undefined,
): ReadRows {
  const table = splitCsv(decodeText(input));
  if (table.lines.length === 0) throw noRows(table);
  const columns = Object.entries(kinds).map(([name, kind]) => {
    const index = furtherColumn(table, name);
    return [name, table.columns[index]!.map((text, row) => cell(table, index, row, text, kind))] as const;
  });
  return {
    columns: Object.fromEntries(columns),
    ids: idColumns(table, id),
    rows: table.lines.length,
  };
}

function cell(table: Table, index: number, row: number, text: string, kind: ColumnKind): number | string {
  if (kind === "text") return text;
  if (kind === "number?" && isMissing(text)) return Number.NaN;
  const value = parseNumber(text) ?? parseBoolean(text);
  if (value !== undefined && Number.isFinite(value)) return value;
  const place = { line: table.lines[row]!, column: index + 1, excerpt: table.excerpt(row) };
  const name = table.header[index]!;
  if (!isMissing(text)) throw badValue(place, name, text, value);
  throw new InputError(`Column ${name} has no value in this row.`, {
    code: "csv.value-missing",
    ...place,
    fix: `Fill column ${name} in every row, or declare it as "number?" in the model, which then gets NaN.`,
  });
}

function idColumns(table: Table, id: readonly string[] | undefined): ReadRows["ids"] {
  const usual = usualIds.map((name) => columnNamed(table, name)).find((index) => index !== undefined);
  const indexes = id?.map((name) => furtherColumn(table, name)) ?? (usual === undefined ? [] : [usual]);
  if (indexes.length === 0) {
    return [{ name: "row", values: table.lines.map((_, row) => String(row + 1)) }];
  }
  return indexes.map((index) => ({ name: table.header[index]!, values: table.columns[index]! }));
}
