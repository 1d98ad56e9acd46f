// The table in a JSON document: records, rows or columns, at the top or inside of what an API wraps around them.
import { InputError } from "../../input-error.ts";
import { areDated, joinedLists } from "./joined-lists.ts";
import { isFlat, isObject, isScalar, type Json, type JsonObject } from "./json-value.ts";

/** Records are objects; rows are arrays, with their header where there is one. */
export type JsonTable =
  | { records: readonly JsonObject[]; lists?: number }
  | { header: readonly string[] | undefined; rows: readonly (readonly Json[])[] };

/** Answers of APIs hold their table at most so deep. */
const mostDepth = 5;

/** By these names a list beside the rows says what their columns are. */
const headerNames = ["columns", "header", "headers", "fields", "labels", "column_names", "columnNames"];

/** @throws InputError csv.no-table */
export function findTable(document: Json): JsonTable {
  let level: [path: string, value: Json][] = [["", document]];
  for (let depth = 0; depth <= mostDepth; depth++) {
    const found = level.flatMap(([path, value]) => {
      const table = tableIn(value);
      return table === undefined ? [] : [[path, table] as const];
    });
    const [[, table] = [], ...others] = found;
    if (table !== undefined) {
      if (others.length === 0 && !("records" in table && !areDated(table.records))) return table;
      const joined = joinedLists(document);
      if (joined !== undefined) return joined;
      if (others.length === 0) return table;
      throw several(found.map(([path]) => path));
    }
    level = level.flatMap(([path, value]) =>
      Object.entries(isObject(value) ? value : Array.isArray(value) ? value.slice(0, 100) : {}).map(
        ([name, inner]): [string, Json] => [path === "" ? name : `${path}.${name}`, inner],
      ),
    );
  }
  const joined = joinedLists(document);
  if (joined !== undefined) return joined;
  throw new InputError("The JSON holds no list of records, rows or columns.", {
    code: "csv.no-table",
    line: 1,
    column: 1,
    fix: 'Write an array of records, such as [{"date": "2024-01-31", "y": 1}], or one record a line.',
  });
}

const several = (paths: readonly string[]): InputError =>
  new InputError(`The JSON holds several tables: ${paths.slice(0, 10).join(", ")}.`, {
    code: "csv.no-table",
    line: 1,
    column: 1,
    fix: "Keep the one that is to be forecast, as an array of records.",
  });

function tableIn(value: Json): JsonTable | undefined {
  if (Array.isArray(value))
    return value.length === 0 ? undefined : (recordsIn(value) ?? rowsIn(value, undefined));
  if (!isObject(value)) return undefined;
  return split(value) ?? columnsIn(value) ?? nested(value) ?? flat(value);
}

const recordsIn = (value: readonly Json[]): JsonTable | undefined =>
  value.every(isObject) ? { records: value } : undefined;

function rowsIn(value: readonly Json[], header: readonly string[] | undefined): JsonTable | undefined {
  if (!value.every((row): row is Json[] => Array.isArray(row) && row.every(isScalar))) return undefined;
  const [first = []] = value;
  if (header === undefined && value.length > 1 && first.length > 0 && first.every(isName)) {
    return { header: first, rows: value.slice(1) };
  }
  return { header, rows: value };
}

/** A header is made of words; a row has a number or a date. */
const isName = (cell: Json): cell is string => typeof cell === "string" && !/^\s*-?[\d.]/.test(cell);

/** `{"columns": ["date", "y"], "index": [0, 1], "data": [[...], ...]}`, as pandas writes it; of APIs without an index. */
function split(value: JsonObject): JsonTable | undefined {
  const header = headerNames.map((name) => value[name]).find(isNames);
  const { index, name } = value;
  const data = value["data"] ?? value["rows"] ?? value["values"];
  if (!Array.isArray(data) || data.length === 0) return undefined;
  if (Array.isArray(index) && index.length === data.length && data.every(isScalar) && header === undefined) {
    const column = typeof name === "string" ? name : "value";
    return { header: ["index", column], rows: data.map((cell, row) => [index[row], cell]) };
  }
  if (header === undefined || !data.every((row) => Array.isArray(row) && row.length === header.length))
    return undefined;
  if (!Array.isArray(index) || index.length !== data.length || isNumbering(index))
    return rowsIn(data, header);
  return rowsIn(
    data.map((row: Json[], at) => [index[at], ...row]),
    ["index", ...header],
  );
}

const isNames = (value: Json): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string");

/** `{"date": [...], "y": [...]}`; what else stands beside the columns describes them. */
function columnsIn(value: JsonObject): JsonTable | undefined {
  const lists = Object.entries(value).filter(
    (entry): entry is [string, Json[]] =>
      Array.isArray(entry[1]) && entry[1].length > 0 && entry[1].every(isScalar),
  );
  const [, first] = lists[0] ?? [];
  if (first === undefined || lists.length < 2 || lists.some(([, list]) => list.length !== first.length))
    return undefined;
  return {
    header: lists.map(([name]) => name),
    rows: first.map((_, row) => lists.map(([, list]) => list[row])),
  };
}

/** `{"date": {"0": ...}, "y": {"0": ...}}`, a column each, or `{"2024-01-31": {"y": 1}, ...}`, a row each. */
function nested(value: JsonObject): JsonTable | undefined {
  const entries = Object.entries(value);
  if (entries.length === 0 || !entries.every(([, inner]) => isFlat(inner))) return undefined;
  const all = entries as [string, JsonObject][];
  const names = entries.map(([name]) => name);
  const keys = Object.keys(all[0]![1]);
  if (isIndex(names) && names.length > 1) {
    return { records: all.map(([name, row]) => (isNumbering(names) ? row : { index: name, ...row })) };
  }
  if (!isIndex(keys)) return undefined;
  const rows = keys.map((key) => all.map(([, column]) => column[key]));
  if (isNumbering(keys)) return { header: names, rows };
  return { header: ["index", ...names], rows: rows.map((row, at) => [keys[at], ...row]) };
}

/** `{"2024-01-31": 1, "2024-02-29": 2}`. */
function flat(value: JsonObject): JsonTable | undefined {
  const entries = Object.entries(value);
  const isTable =
    entries.length > 1 && entries.every(([, inner]) => isScalar(inner)) && isIndex(Object.keys(value));
  return isTable ? { header: ["index", "value"], rows: entries } : undefined;
}

/** Keys that count or date rows: whole numbers, times in milliseconds, dates. */
const isIndex = (keys: readonly string[]): boolean =>
  keys.length > 0 && keys.every((key) => /^-?\d+$|^\d{4}[-/]\d{1,2}(?:[-/T ].*)?$/.test(key));

const isNumbering = (keys: readonly Json[]): boolean => keys.every((key, at) => String(key) === String(at));
