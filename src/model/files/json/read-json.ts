// JSON and NDJSON to CSV text. Records and rows are read while they arrive; a document that is one object as a whole.
import { repeatedKey } from "../../../core/text/repeated-key.ts";
import { maximumBytes, tooManyBytes } from "../../csv/decode-text.ts";
import { InputError } from "../../input-error.ts";
import { numberedNames } from "../../layout/numbered-names.ts";
import { csvPieces, type Cell, type Rows } from "../csv-text.ts";
import { findTable, type JsonTable } from "./find-table.ts";
import { areDated } from "./joined-lists.ts";
import { isObject, keysIn, type Json, type JsonObject } from "./json-value.ts";
import { parseJson } from "./parse-json.ts";
import { createJsonSplitter, type SplitValue } from "./split-json.ts";

export interface ReadJson {
  kind: "json" | "ndjson";
  pieces: AsyncIterable<Uint8Array>;
}

/** By so many records the columns are known. */
const headRecords = 10_000;

/** Objects nest in records a few levels deep. */
const mostDepth = 8;

const mostColumns = 1000;

/** A file in memory is one piece, whose values should not all be in memory too. */
const stepBytes = 64 * 1024;

/** Names come again in every record, so JSON is longer than the table in it. */
const mostBytes = 4 * maximumBytes;

/** @throws InputError csv.broken, csv.no-table or csv.too-many-columns, here or by the pieces */
export async function readJson(pieces: AsyncIterable<Uint8Array>, notes: string[]): Promise<ReadJson> {
  const all = pieces[Symbol.asyncIterator]();
  const start = await firstBytes(all);
  const isArray = /^\s*\[\s*[[{]/.test(start.subarray(0, 1024).toString("latin1"));
  const twice: Twice = { all: new Set(), fields: new Set() };
  const values = valuesOf(start, all, { level: isArray ? 1 : 0, twice });
  const head: Json[] = [];
  while (head.length < headRecords) {
    const { done, value } = await values.next();
    if (done === true) break;
    for (const each of value) head.push(each);
  }
  const [first] = head;
  const kind = isArray || head.length === 1 ? "json" : "ndjson";
  const isUniform = head.every(
    (each) => isObject(each) === isObject(first) && Array.isArray(each) === Array.isArray(first),
  );
  // Where records have no date of their own, they may hold lists that do.
  const isTable = () => !head.some(holdsLists) || areDated(head as JsonObject[]);
  if (isUniform && isObject(first) && (isArray || head.length > 1) && isTable()) {
    return { kind, pieces: csvPieces(fromRecords({ head, rest: values, twice }, notes)) };
  }
  // All other forms show what they are only as a whole.
  for await (const some of values) for (const value of some) head.push(value);
  const table = findTable(isArray || head.length > 1 ? head : first);
  return { kind, pieces: csvPieces(fromTable({ ...table, twice }, notes)) };
}

const holdsLists = (record: Json): boolean =>
  isObject(record) && Object.values(record).some((value) => typeof value === "object" && value !== null);

/** Without a byte order mark. */
async function firstBytes(pieces: AsyncIterator<Uint8Array>): Promise<Buffer> {
  const { value } = (await pieces.next()) as { value?: Uint8Array };
  const bytes = Buffer.from(value ?? new Uint8Array(0));
  return bytes[0] === 0xef ? bytes.subarray(3) : bytes;
}

async function* valuesOf(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  { level, twice }: { level: 0 | 1; twice: Twice },
): AsyncGenerator<Json[]> {
  const splitter = createJsonSplitter(level);
  let [count, total] = [0, 0];
  const parsed = ({ bytes, keys }: SplitValue): Json => {
    const value = parseJson(bytes, level === 0 && count === 0 ? undefined : count + 1);
    count++;
    // Of two values of one key only the last is there.
    if (count <= headRecords && keys > keysIn(value)) {
      const { key, depth } = repeatedKey(bytes.toString("utf8"))!;
      twice.all.add(key);
      if (depth === 1) twice.fields.add(key);
    }
    return value;
  };
  for (let piece: Uint8Array | undefined = start; piece !== undefined; ) {
    total += piece.length;
    if (total > mostBytes) throw tooManyBytes();
    for (let at = 0; at < piece.length; at += stepBytes) {
      yield splitter.push(piece.subarray(at, at + stepBytes)).map(parsed);
    }
    const next: IteratorResult<Uint8Array> = await rest.next();
    piece = next.done === true ? undefined : next.value;
  }
  const last = splitter.end();
  if (last !== undefined) yield [parsed(last)];
  else if (!splitter.isWhole()) {
    throw new InputError(`The JSON ends in the middle, after ${count} whole records.`, {
      code: "csv.broken",
      line: count + 1,
      column: 1,
      fix: "It was probably cut off on its way. Download or make the file again.",
    });
  }
}

/** Keys that an object has twice. */
interface Twice {
  all: Set<string>;
  /** Those of records themselves. */
  fields: Set<string>;
}

interface Records {
  head: readonly Json[];
  rest: AsyncIterable<readonly Json[]>;
  twice: Twice;
}

async function* fromRecords({ head, rest, twice }: Records, notes: string[]): AsyncGenerator<Rows> {
  const lists = new Set<string>();
  const late = new Set<string>();
  const columns = new Map<string, number>();
  const flat = head.map((record) => flattened(record, lists));
  for (const record of flat) {
    for (const name of record.keys()) if (!columns.has(name)) columns.set(name, columns.size);
    if (columns.size > mostColumns) throw tooManyColumns();
  }
  const row = (record: ReadonlyMap<string, Cell>): Cell[] => {
    const cells = Array.from<Cell>({ length: columns.size });
    for (const [name, cell] of record) {
      const column = columns.get(name);
      if (column === undefined) late.add(name);
      else cells[column] = cell;
    }
    return cells;
  };
  // As in a sheet with two columns of that name, which is a fault where the column is looked for.
  yield [[...columns.keys(), ...[...twice.fields].filter((name) => columns.has(name))]];
  yield flat.map(row);
  for await (const records of rest) yield records.map((record) => row(flattened(record, lists)));
  if (twice.all.size > 0)
    notes.push(
      `Records have ${[...twice.all].slice(0, 10).join(", ")} twice; of two values the last is read.`,
    );
  if (lists.size > 0)
    notes.push(`The lists ${[...lists].slice(0, 10).join(", ")} in the records are left out.`);
  if (late.size > 0) {
    notes.push(
      `The fields ${[...late].slice(0, 10).join(", ")} are left out: none of the first ${headRecords} records has them.`,
    );
  }
}

/** `{"a": {"b": 1}}` has the column `a.b`. */
function flattened(record: Json, lists: Set<string>): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const add = (value: Json, name: string, depth: number): void => {
    if (Array.isArray(value)) lists.add(name);
    else if (!isObject(value)) cells.set(name, value as Cell);
    else if (depth < mostDepth) {
      for (const [key, inner] of Object.entries(value)) {
        // MongoDB writes {"$date": "2024-01-31"} and {"$numberLong": "1"}.
        add(inner, key.startsWith("$") ? name : name === "" ? key : `${name}.${key}`, depth + 1);
      }
    }
  };
  if (isObject(record)) add(record, "", 0);
  return cells;
}

async function* fromTable(table: JsonTable & Pick<Records, "twice">, notes: string[]): AsyncGenerator<Rows> {
  if ("records" in table) {
    if (table.lists !== undefined && table.lists > 1)
      notes.push(`The ${table.lists} lists of the JSON are read as one table.`);
    yield* fromRecords({ head: table.records, rest: none(), twice: table.twice }, notes);
    return;
  }
  const { header, rows } = table;
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (width > mostColumns) throw tooManyColumns();
  if (header === undefined) {
    const { names, note } = numberedNames(width);
    notes.push(note);
    yield [names];
  } else yield [header];
  yield rows as Rows;
}

async function* none(): AsyncGenerator<never> {}

const tooManyColumns = (): InputError =>
  new InputError(`The records have more than ${mostColumns} fields.`, {
    code: "csv.too-many-columns",
    line: 1,
    column: 1,
    fix: "Write one record a date, and only the fields that the forecast needs.",
  });
