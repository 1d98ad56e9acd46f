// Series that lie in lists of their own, as servers of metrics and libraries of charts write them, as one table:
//
//   {"result": [{"metric": {"host": "a"}, "values": [[1704067200, "5"], ...]}, ...]}   // metric.host, column1, column2
//   {"labels": ["2024-01-31", ...], "datasets": [{"label": "north", "data": [5, ...]}]} // labels, north
import { numberedNames } from "../../layout/numbered-names.ts";
import { isObject, isScalar, type Json, type JsonObject } from "./json-value.ts";

/** One list: its rows with their names, and what is said beside it. */
interface Part {
  labels: JsonObject;
  rows: readonly JsonObject[];
}

export interface JoinedLists {
  records: JsonObject[];
  /** How many lists they were in. */
  lists: number;
}

const mostDepth = 8;

/** @returns undefined where no list has dates */
export function joinedLists(document: Json): JoinedLists | undefined {
  const parts = partsIn(document, 0);
  if (parts.length === 0) return undefined;
  const names = new Set(parts.flatMap(({ labels }) => Object.keys(labels)));
  // What is the same for all tells nothing apart.
  const telling = [...names].filter((name) =>
    parts.some(({ labels }) => labels[name] !== parts[0]!.labels[name]),
  );
  const all = parts.map(({ labels }) => Object.fromEntries(telling.map((name) => [name, labels[name]])));
  const isNamed = new Set(all.map((labels) => JSON.stringify(labels))).size === parts.length;
  const records = parts.flatMap(({ rows }, at) => {
    const own = isNamed ? all[at] : { series: at + 1, ...all[at] };
    return rows.map((row) => ({ ...own, ...row }));
  });
  return { records, lists: parts.length };
}

/** Rows by which one knows whether a list has dates. */
const sampleRows = 20;

/** Whether rows have a date each, as far as one can tell at a glance. */
export const areDated = (rows: readonly JsonObject[]): boolean =>
  rows.length > 0 &&
  rows.slice(0, sampleRows).every((row) => Object.values(row).some((cell) => isLikeDate(cell, 0)));

function isLikeDate(cell: Json, depth: number): boolean {
  if (isObject(cell)) {
    return depth < mostDepth && Object.values(cell).some((inner) => isLikeDate(inner, depth + 1));
  }
  if (typeof cell !== "string" && typeof cell !== "number") return false;
  const text = String(cell);
  if (text.length > 40) return false;
  if (/^\d+$/.test(text))
    return isYear(text.slice(0, 4)) ? [4, 6, 8].includes(text.length) || isEpoch(text) : isEpoch(text);
  return (
    /^\d{9,10}\.\d+$|\d[-/.]\d{1,2}[-/.]\d|^\d{4}-\d{2}$|^\d{4}-?[QWM]\d/.test(text) ||
    /^(?:\d{1,2}[ -])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ -](?:\d{1,2},? )?'?\d{2,4}$/i.test(
      text,
    )
  );
}

const isYear = (text: string): boolean => /^(?:1[5-9]|2[01])\d\d$/.test(text);

/** Seconds to nanoseconds, from 1973 on. */
const isEpoch = (text: string): boolean => [9, 10, 13, 16, 19].includes(text.length);

function partsIn(value: Json, depth: number): Part[] {
  if (depth > mostDepth) return [];
  if (Array.isArray(value)) return partsOfList(value, depth);
  if (!isObject(value)) return [];
  const rows = framed(value) ?? named(value) ?? keyed(value);
  if (rows !== undefined && areDated(rows)) return [{ labels: scalarsIn(value, 0), rows }];
  const inner = Object.entries(value)
    .map(([name, each]) => ({ name, parts: isScalar(each) ? [] : partsIn(each, depth + 1) }))
    .filter(({ parts }) => parts.length > 0);
  if (inner.length === 0) {
    const found = columns(value);
    return found !== undefined && areDated(found) ? [{ labels: scalarsIn(value, 0), rows: found }] : [];
  }
  const within = new Set(inner.map(({ name }) => name));
  const labels = scalarsIn(
    Object.fromEntries(Object.entries(value).filter(([name]) => !within.has(name))),
    0,
  );
  if (inner.length > 1 && !isAlike(inner.flatMap(({ parts }) => parts))) return [];
  return inner.flatMap(({ name, parts }) =>
    parts.map((part) => ({
      ...part,
      labels: { ...labels, ...(inner.length > 1 && { series: name }), ...part.labels },
    })),
  );
}

/** Whether all lists have the same columns, so that they are the same table several times. */
const isAlike = (parts: readonly Part[]): boolean =>
  new Set(parts.map(({ rows }) => Object.keys(rows[0]!).join("\0"))).size === 1;

function partsOfList(value: readonly Json[], depth: number): Part[] {
  if (value.length === 0) return [];
  const rows = value.every(isObject) ? (value as JsonObject[]) : pairs(value);
  if (rows !== undefined && areDated(rows.map(withoutLists))) return [{ labels: {}, rows }];
  return value.flatMap((each) => partsIn(each, depth + 1));
}

const withoutLists = (row: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(row).filter(([, cell]) => !Array.isArray(cell)));

/** Rows without names: `[[1704067200, "5"], ...]`. */
function pairs(value: readonly Json[]): JsonObject[] | undefined {
  const isRow = (row: Json): row is Json[] => Array.isArray(row) && row.length > 1 && row.every(isScalar);
  if (!value.every(isRow)) return undefined;
  const { names } = numberedNames(Math.max(...value.map((row) => row.length)));
  return value.map((row) => rowOf(names, row));
}

const rowOf = (names: readonly string[], cells: readonly Json[]): JsonObject =>
  Object.fromEntries(names.map((name, at) => [name, cells[at]]));

/** `{"columns": ["time", "mean"], "values": [[...], ...]}` of InfluxDB. */
function named({ columns: names, values }: JsonObject): JsonObject[] | undefined {
  if (!isTexts(names) || !Array.isArray(values)) return undefined;
  const isWide = values.every((row) => Array.isArray(row) && row.length === names.length);
  return isWide ? (values as Json[][]).map((row) => rowOf(names, row)) : undefined;
}

/** `{"schema": {"fields": [{"name": "Time"}, ...]}, "data": {"values": [[...], ...]}}` of Grafana, a list a column. */
function framed({ schema, data }: JsonObject): JsonObject[] | undefined {
  const fields = isObject(schema) ? schema["fields"] : undefined;
  const lists = isObject(data) ? data["values"] : undefined;
  if (!Array.isArray(fields) || !Array.isArray(lists) || fields.length !== lists.length) return undefined;
  if (!fields.every(isObject) || !lists.every(Array.isArray)) return undefined;
  const names = fields.map(({ name }) => String(name));
  return (lists as Json[][])[0]?.map((_, at) =>
    rowOf(
      names,
      (lists as Json[][]).map((list) => list[at]),
    ),
  );
}

/** `{"1704067200": 5, ...}` of OpenTSDB. */
function keyed(value: JsonObject): JsonObject[] | undefined {
  const entries = Object.entries(value);
  const isDates = entries.length > 1 && entries.every(([key, cell]) => isLikeDate(key, 0) && isScalar(cell));
  return isDates ? entries.map(([index, cell]) => ({ index, value: cell })) : undefined;
}

/** Lists of one length, wherever they lie: a list a column. */
function columns(value: JsonObject): JsonObject[] | undefined {
  const lists: { path: string; name: string; list: Json[] }[] = [];
  const gather = (inner: Json, path: string, name: string, depth: number): void => {
    if (depth > mostDepth || typeof inner !== "object" || inner === null) return;
    if (Array.isArray(inner) && inner.length > 1 && inner.every(isScalar)) {
      lists.push({ path, name, list: inner });
      return;
    }
    const title = ["label", "name"].map((key) => (isObject(inner) ? inner[key] : undefined)).find(isText);
    for (const [key, each] of Object.entries(inner)) {
      const own = title !== undefined && (key === "data" || key === "values") ? title : key;
      gather(each, path === "" ? key : `${path}.${key}`, own, depth + 1);
    }
  };
  gather(value, "", "", 0);
  const length = lists[0]?.list.length;
  if (lists.length < 2 || lists.some(({ list }) => list.length !== length)) return undefined;
  // One series may be named apart from others by the whole way to it only.
  const isUnique = lists.length === new Set(lists.map(({ name }) => name)).size;
  const names = lists.map(({ name, path }) => (isUnique ? name : path));
  return lists[0]!.list.map((_, at) =>
    rowOf(
      names,
      lists.map(({ list }) => list[at]),
    ),
  );
}

const isText = (value: Json): value is string => typeof value === "string" && value !== "";

const isTexts = (value: Json): value is string[] => Array.isArray(value) && value.every(isText);

/** Names, tags and the like: `{"metric": {"host": "a"}}` is `metric.host`. */
function scalarsIn(value: JsonObject, depth: number): JsonObject {
  if (depth > mostDepth) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      if (isScalar(inner)) return [[name, inner]];
      if (!isObject(inner)) return [];
      return Object.entries(scalarsIn(inner, depth + 1)).map(([key, cell]) => [`${name}.${key}`, cell]);
    }),
  );
}
