// A Parquet file to CSV text, one row group after the other.
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { decompressLz4 as DecompressLz4 } from "hyparquet-compressors";
// @ts-expect-error -- Its types stand beside the index only, which brings decoders that Node has.
import { decompressLz4, decompressLz4Raw } from "hyparquet-compressors/src/lz4.js";
import {
  parquetMetadataAsync,
  parquetSchema,
  parquetScan,
  snappyUncompress,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  type SchemaElement,
} from "hyparquet";
import { isTimezone } from "../dates/zones.ts";
import { zoneOffsets } from "../clock/zone-rules.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { InputError } from "../input-error.ts";
import { asPlainPanel, maximumBytes, tooManyBytes } from "../csv/decode-text.ts";
import { csvPieces, type Cell, type Rows } from "./csv-text.ts";
import { durationsIn } from "./arrow-durations.ts";
import { timeText, type Zone } from "./instants.ts";
import { isPeriod, periodCell } from "./pandas-periods.ts";
import { exactDecimals } from "./parquet-decimals.ts";

export interface ParquetLimits {
  rows: number;
  /** Unpacked bytes of pages: of all, or of each row group. As text they would be about as long. */
  unpacked: number;
  each: "file" | "group";
}

/** As many rows as a file of many series may have. */
const ofFile: ParquetLimits = { rows: 5_000_000, unpacked: 4 * maximumBytes, each: "file" };

/** Of a file that is read for its panel one row group after the other, and never as a whole. */
export const ofGroups: ParquetLimits = { rows: 500_000_000, unpacked: 2 * maximumBytes, each: "group" };

const batchRows = 4096;

interface Column {
  name: string;
  cell: (value: unknown) => Cell;
  zone: Zone | undefined;
}

/** What pandas says of its columns. */
interface PandasMetadata {
  index_columns?: unknown[];
  columns?: {
    field_name?: string;
    name?: string | null;
    numpy_type?: string;
    metadata?: { timezone?: string } | null;
  }[];
}

/** What readParquet reads of. */
export const inMemory = (bytes: Uint8Array): AsyncBuffer => ({
  byteLength: bytes.length,
  slice: (start, end = bytes.length) => Uint8Array.prototype.slice.call(bytes, start, end).buffer,
});

/**
 * @param file of which only what is needed next is asked for
 * @throws InputError csv.broken, csv.not-text, csv.no-table or csv.too-long, here or by the pieces; and what the file throws
 */
export async function readParquet(
  file: AsyncBuffer,
  notes: string[],
  limits = ofFile,
): Promise<AsyncIterable<Uint8Array>> {
  const metadata = await readable(() => parquetMetadataAsync(file));
  const columns = columnsOf(metadata, notes);
  if (columns.length === 0) {
    throw new InputError("The Parquet file has no column of plain values.", {
      code: "csv.no-table",
      line: 1,
      column: 1,
      fix: "Write dates and values as columns of their own, not as lists or records.",
    });
  }
  if (metadata.num_rows > BigInt(limits.rows)) {
    throw new InputError(`The file has more than ${limits.rows} rows.`, {
      code: "csv.too-long",
      line: 1,
      column: 1,
      fix: limits === ofFile ? asPlainPanel : "Split the file by series.",
    });
  }
  return csvPieces(rowsOf(file, metadata, columns, limits), { zones: columns.map(({ zone }) => zone) });
}

async function* rowsOf(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly Column[],
  limits: ParquetLimits,
): AsyncGenerator<Rows> {
  yield [columns.map(({ name }) => (name === "__index_level_0__" ? "index" : name))];
  const unpacking = compressors(limits);
  const scan = await readable(() =>
    parquetScan({
      file,
      metadata,
      compressors: unpacking.by,
      parsers,
      columns: columns.map(({ name }) => name),
    }),
  );
  for (const range of scan.ranges) {
    if (limits.each === "group") unpacking.renew();
    const values: ArrayLike<unknown>[] = [];
    const count = range.rowEnd - range.rowStart;
    for (const { name } of columns) {
      const column = await readable(() => scan.readColumn({ ...range, column: name }));
      // The library stops at what it takes for the end of a column.
      if (column.length !== count) throw broken(`column ${name} is damaged`);
      values.push(column);
    }
    for (let from = 0; from < count; from += batchRows) {
      yield Array.from({ length: Math.min(batchRows, count - from) }, (_, row) =>
        columns.map(({ cell }, column) => {
          const value = values[column]![from + row];
          return value === undefined || value === null ? undefined : cell(value);
        }),
      );
    }
  }
}

/** In milliseconds, as numbers: an object for each would fill the memory. */
const parsers = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (micros: bigint) => Number(micros) / 1e3,
  timestampFromNanoseconds: (nanos: bigint) => Number(nanos / 1000n) / 1e3,
  dateFromDays: (days: number) => days * 86_400_000,
  jsonFromBytes: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

const kept = ({ key_value_metadata = [] }: FileMetaData, name: string): string | undefined =>
  key_value_metadata.find(({ key }) => key === name)?.value;

function pandasIn(metadata: FileMetaData): PandasMetadata {
  try {
    return JSON.parse(kept(metadata, "pandas") ?? "{}") as PandasMetadata;
  } catch {
    return {};
  }
}

/** An index comes first, as pandas shows it. */
function columnsOf(metadata: FileMetaData, notes: string[]): Column[] {
  const { index_columns: index = [], columns: known = [] } = pandasIn(metadata);
  const durations = durationsIn(kept(metadata, "ARROW:schema") ?? "");
  const columns: Column[] = [];
  const leftOut: string[] = [];
  for (const { element, children } of parquetSchema(metadata).children) {
    const { name } = element;
    const { metadata: more, numpy_type: pandasType } =
      known.find((each) => (each.field_name ?? each.name) === name) ?? {};
    const unit = element.type === "INT64" && !element.converted_type ? durations.get(name) : undefined;
    if (unit !== undefined) {
      notes.push(`Column ${name} holds durations: it is read, and forecast, as numbers of ${unit}.`);
    }
    const period = periodCell(pandasType);
    if (period === undefined && isPeriod(pandasType)) {
      notes.push(
        `Column ${name} is left out: its periods, ${pandasType}, are not read. Write them as dates, with to_timestamp().`,
      );
      continue;
    }
    const isNested = children.length > 0 || element.repetition_type === "REPEATED";
    const cell = isNested ? undefined : (period ?? exactDecimals(element) ?? cellOf(element));
    if (cell === undefined) leftOut.push(name);
    else columns.push({ name, cell, zone: zoneOf(element, more?.timezone) });
  }
  if (leftOut.length > 0) {
    notes.push(
      `${leftOut.length === 1 ? `Column ${leftOut[0]} is` : `Columns ${leftOut.join(", ")} are`} left out: only plain values are read, no lists or records.`,
    );
  }
  const isIndex = ({ name }: Column) => index.includes(name);
  return [...columns.filter(isIndex), ...columns.filter((each) => !isIndex(each))];
}

/** Down to the second, so that the last moment of a month stays in it. */
const time = (value: unknown): Cell => new Date(Math.floor((value as number) / 1000) * 1000);

/** Undefined for types that are no plain value. */
function cellOf({ type, converted_type, logical_type }: SchemaElement): Column["cell"] | undefined {
  const logical = logical_type?.type;
  const isTime = type === "INT96" || logical === "TIMESTAMP" || converted_type?.startsWith("TIMESTAMP");
  if (isTime === true || converted_type === "DATE" || logical === "DATE") return time;
  if (converted_type === "INTERVAL" || converted_type === "BSON" || converted_type === "JSON")
    return undefined;
  if (
    logical !== undefined &&
    ["VARIANT", "GEOMETRY", "GEOGRAPHY", "BSON", "INTERVAL", "FILE"].includes(logical)
  ) {
    return undefined;
  }
  const perSecond = secondsOf(logical_type, converted_type);
  if (perSecond !== undefined) {
    return (value) => timeText(Math.floor(Number(value) / perSecond));
  }
  if (type === "FLOAT") return (value) => shortFloat(value as number);
  return (value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : (value as Cell));
}

/** Of a time of day. */
function secondsOf(
  logical: SchemaElement["logical_type"],
  converted: SchemaElement["converted_type"],
): number | undefined {
  if (logical?.type === "TIME") return { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 }[logical.unit];
  return converted === "TIME_MILLIS" ? 1e3 : converted === "TIME_MICROS" ? 1e6 : undefined;
}

/** Old writers give no logical type, and pandas wrote times without a zone that way; only what says UTC is UTC. */
function zoneOf({ logical_type: logical }: SchemaElement, timezone: string | undefined): Zone | undefined {
  if (logical?.type !== "TIMESTAMP" || !logical.isAdjustedToUTC) return undefined;
  const isElsewhere = timezone !== undefined && timezone !== "UTC" && isTimezone(timezone);
  return isElsewhere ? zoneOffsets(timezone) : "Z";
}

/** The shortest text that gives the same number of 32 bits: 0.1, not 0.10000000149011612. */
function shortFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** What the pages say of their length is checked before there is memory for it. */
function compressors({ unpacked, each }: ParquetLimits): { by: Compressors; renew(): void } {
  let left = unpacked;
  const within =
    (unpack: (input: Uint8Array, length: number) => Uint8Array) =>
    (input: Uint8Array, length: number): Uint8Array => {
      left -= length;
      if (left < 0) throw each === "group" ? tooLargeGroup(unpacked) : tooManyBytes(asPlainPanel, unpacked);
      // A page of missing values alone.
      return length === 0 ? new Uint8Array(0) : unpack(input, length);
    };
  const by: Compressors = {
    SNAPPY: within((input, length) => {
      const output = new Uint8Array(length);
      snappyUncompress(input, output);
      return output;
    }),
    GZIP: within((input, length) => gunzipSync(input, { maxOutputLength: length })),
    BROTLI: within((input, length) => brotliDecompressSync(input, { maxOutputLength: length })),
    LZ4: within(decompressLz4 as typeof DecompressLz4),
    LZ4_RAW: within(decompressLz4Raw as typeof DecompressLz4),
    ZSTD: within((input, length) => zstdDecompressSync(input, { maxOutputLength: length })),
  };
  return { by, renew: () => void (left = unpacked) };
}

const tooLargeGroup = (most: number): InputError =>
  new InputError(`A row group of the Parquet file has more than ${most / 2 ** 20} MiB.`, {
    code: "csv.too-long",
    fix: "Write it again with row groups of 1000000 rows at most: row_group_size=1000000 in pandas and pyarrow, ROW_GROUP_SIZE 1000000 in DuckDB.",
  });

/** Whatever the library says of a file is a fault of the file; what could not be fetched is not. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof InputError || error instanceof CloudRunnerError)
      throw error;
    throw broken(error.message, error);
  }
}

const broken = (reason: string, cause?: unknown): InputError =>
  new InputError(`The Parquet file cannot be read: ${reason}.`, {
    code: "csv.broken",
    fix: "If the file is whole, write it again with pandas, DuckDB or Spark and compression snappy or zstd, or send CSV.",
    cause,
  });
