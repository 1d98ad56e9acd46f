// What the columns of a result are, read from the Parquet that write-parquet.ts has written.
import { parquetMetadata, type SchemaElement } from "hyparquet";
import type { ResultColumn } from "./result-table.ts";

export function parquetColumns(bytes: Uint8Array): ResultColumn[] {
  const { schema } = parquetMetadata(Uint8Array.from(bytes).buffer);
  return schema.slice(1).map((element) => ({ name: element.name, type: typeOf(element) }));
}

function typeOf({ type, logical_type: logical }: SchemaElement): ResultColumn["type"] {
  if (logical?.type === "DATE") return "day";
  if (logical?.type === "TIMESTAMP") return logical.isAdjustedToUTC ? "moment" : "time";
  return type === "DOUBLE" ? "number" : "text";
}
