// A result as Parquet, packed with snappy, which every reader knows: days as DATE, times as TIMESTAMP in microseconds,
// numbers as DOUBLE, all else as STRING.
import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { daySeconds } from "../time/calendar.ts";
import { columnsOf, rowsOf, type ResultCell, type ResultColumn, type ResultTable } from "./result-table.ts";
import type { WriteOptions } from "./write-result.ts";

/** A row group is encoded in one go, and held in memory until then. */
const groupRows = 50_000;

const types: Readonly<Record<ResultColumn["type"], Omit<SchemaElement, "name">>> = {
  day: { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } },
  // Without a converted type, which would say that it is UTC.
  time: { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" } },
  moment: {
    type: "INT64",
    converted_type: "TIMESTAMP_MICROS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
  },
  number: { type: "DOUBLE" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
};

export async function writeParquet(table: ResultTable, { pause }: WriteOptions): Promise<Uint8Array> {
  const columns = columnsOf(table);
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: "root", num_children: columns.length },
      ...columns.map(
        ({ name, type }): SchemaElement => ({
          name,
          repetition_type: type === "number" ? "OPTIONAL" : "REQUIRED",
          ...types[type],
        }),
      ),
    ],
    createdBy: "cloud-runner",
  });
  let group = columns.map((): unknown[] => []);
  const flush = async () => {
    const columnData = columns.map(({ name }, index) => ({ name, data: group[index]! }));
    await parquet.write({ columnData, rowGroupSize: groupRows });
    group = columns.map(() => []);
    await pause();
  };
  for (const row of rowsOf(table, columns)) {
    for (const [index, { type }] of columns.entries()) group[index]!.push(valueOf(row[index]!, type));
    if (group[0]!.length === groupRows) await flush();
  }
  if (group[0]!.length > 0) await flush();
  await parquet.finish();
  return writer.getBytes();
}

function valueOf(cell: ResultCell, type: ResultColumn["type"]): unknown {
  if (type === "day") return Math.floor(Number(cell) / daySeconds);
  return type === "time" || type === "moment" ? BigInt(Number(cell)) * 1_000_000n : cell;
}
