// A result in another format than CSV. Each writer is loaded by the first result that asks for it.
import type { OtherFormat } from "./result-format.ts";
import type { ResultTable } from "./result-table.ts";

export interface WriteOptions {
  /** Called between pieces of work, so that a thread with other duties can see to them. */
  pause: () => Promise<void>;
}

/** @throws InputError parameter.format for more rows than the format can have */
export async function writeResult(
  table: ResultTable,
  format: OtherFormat,
  options: WriteOptions,
): Promise<Uint8Array> {
  switch (format) {
    case "json":
    case "ndjson":
      return (await import("./write-json.ts")).writeJson(table, format, options);
    case "parquet":
      return (await import("./write-parquet.ts")).writeParquet(table, options);
    case "xlsx":
      return (await import("./write-sheet.ts")).writeSheet(table, options);
  }
}
