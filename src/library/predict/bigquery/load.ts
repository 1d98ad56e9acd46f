// A forecast in the output bucket becomes a table.
import { parsePlace, type TableName } from "./table-name.ts";
import type { JobOrder } from "./jobs.ts";
import { tableFields } from "./schema.ts";

export interface Load {
  /** `gs://...` of the forecast. */
  source: string;
  generation: string;
  /** `bq://...` of the table. */
  target: string;
  location: string;
}

/** The same forecast for the same table is one job, however often it is asked for. */
export const loadOf = ({ source, generation, target, location }: Load) =>
  ({ kind: "load", purpose: [source, generation, target], location, subject: target }) as const;

/** @param content of the object, which is Parquet */
export async function loadOrder(load: Load, content: Uint8Array, replaces: boolean): Promise<JobOrder> {
  const { parquetColumns } = await import("../../../model/results/parquet-columns.ts");
  const fields = tableFields(load.target, parquetColumns(content));
  return {
    ...loadOf(load),
    configuration: {
      load: {
        sourceUris: [load.source],
        sourceFormat: "PARQUET",
        destinationTable: parsePlace(load.target) as TableName,
        schema: { fields },
        createDisposition: "CREATE_IF_NEEDED",
        writeDisposition: replaces ? "WRITE_TRUNCATE" : "WRITE_EMPTY",
      },
    },
  };
}
