// Addresses of BigQuery, `bq://project.dataset.table`, and files that hold a query.
import { UsageError } from "../../../core/errors.ts";

export interface DatasetName {
  projectId: string;
  datasetId: string;
}

/** In the form of the API's TableReference. */
export interface TableName extends DatasetName {
  tableId: string;
}

export const isBqUri = (word: string): boolean => word.startsWith("bq://");

export const isQueryFile = (word: string): boolean => /\.sql$/i.test(word) && !/^[a-z]+:\/\//.test(word);

/** https://cloud.google.com/bigquery/docs/tables#table_naming and https://cloud.google.com/bigquery/docs/datasets#dataset-naming */
const address =
  /^bq:\/\/((?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9])\.([A-Za-z0-9_]{1,1024})(?:\.([\p{L}\p{M}\p{N}\p{Pc}\p{Pd} ]+(?:\$[A-Za-z0-9_]+)?))?\/?$/u;

/** @throws UsageError for what names no table */
export function parseTable(uri: string): TableName {
  const [, projectId, datasetId, tableId] = address.exec(uri) ?? [];
  if (projectId !== undefined && datasetId !== undefined && tableId !== undefined && !uri.endsWith("/"))
    return { projectId, datasetId, tableId };
  throw new UsageError(`${uri} names no table.`, {
    code: "usage.bq-uri",
    fix: "Write bq://PROJECT.DATASET.TABLE. Of several tables, a query in a .sql file makes one.",
  });
}

/**
 * A dataset is to outputs what a folder is.
 * @throws UsageError for what names neither a table nor a dataset
 */
export function parsePlace(uri: string): DatasetName & { tableId: string | undefined } {
  const [, projectId, datasetId, tableId] = address.exec(uri) ?? [];
  if (projectId !== undefined && datasetId !== undefined) return { projectId, datasetId, tableId };
  throw new UsageError(`${uri} names no table and no dataset.`, {
    code: "usage.bq-uri",
    fix: "Write bq://PROJECT.DATASET.TABLE, or bq://PROJECT.DATASET for a table of each input.",
  });
}

/** As SQL and messages write it. */
export const dotted = ({
  projectId,
  datasetId,
  tableId,
}: DatasetName & { tableId?: string | undefined }): string =>
  [projectId, datasetId, ...(tableId === undefined ? [] : [tableId])].join(".");

/** A table in a dataset for what would be a file of that name: `sales.forecast.parquet` becomes `sales_forecast`. */
export const tableFor = (place: string, file: string): string =>
  `${place.replace(/\/$/, "")}.${file.replace(/\.parquet$/, "").replaceAll(/[^\p{L}\p{M}\p{N}_]+/gu, "_")}`;
