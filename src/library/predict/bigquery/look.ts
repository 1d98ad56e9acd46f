// Looks at tables, queries and datasets before anything is sent, and nothing is billed for it.
import type { JobMetadata, TableMetadata } from "@google-cloud/bigquery";
import { formatBytes } from "../../../core/duration.ts";
import { CloudRunnerError, UsageError } from "../../../core/errors.ts";
import { call, despiteFaults, unlessNotFound, type CloudContext } from "../../../provision/engine/context.ts";
import type { Jobs } from "./jobs.ts";
import { checkPlace } from "./place.ts";
import { helpful } from "./refused.ts";
import { plainColumns } from "./schema.ts";
import { dotted, parsePlace, parseTable, type DatasetName, type TableName } from "./table-name.ts";

export interface SeenTable {
  table: TableName;
  columns: string[];
  location: string;
  /** A sentence on what may be missing. */
  note: string | undefined;
}

export interface SeenQuery {
  columns: string[];
  location: string;
  bytes: number;
}

/** Those that are no tables of rows have none to extract. */
const extracted = new Set(["TABLE", "SNAPSHOT", "CLONE"]);

/** @throws UsageError for what is no plain table; PreconditionError for one elsewhere, or that the user may not read */
export async function seeTable(cloud: CloudContext, uri: string, bucketLocation: string): Promise<SeenTable> {
  const table = parseTable(uri);
  const found = await tableAt(cloud, uri, table);
  if (found === undefined) {
    throw new UsageError(`There is no table ${uri}.`, {
      code: "usage.no-such-table",
      fix: `\`bq ls ${table.projectId}:${table.datasetId}\` shows the tables of the dataset.`,
    });
  }
  const { type = "TABLE", schema, location = "US", streamingBuffer } = found;
  if (!extracted.has(type)) {
    throw new UsageError(`${uri} is ${kindOf(type)}, whose rows only a query gives.`, {
      code: "bigquery.no-table",
      fix: `Write SELECT * FROM \`${dotted(table)}\` into a file, and predict that: cloud-runner predict FILE.sql`,
    });
  }
  checkPlace(uri, location, bucketLocation);
  const note = streamingBuffer && `${uri}: rows that were streamed within the last minutes may be missing.`;
  return { table, columns: plainColumns(uri, schema?.fields), location, note };
}

/** @throws UsageError for what is no SELECT; CloudRunnerError for one that BigQuery refuses, or that reads too much */
export async function seeQuery(
  jobs: Jobs,
  label: string,
  { query, maximumBytes, bucketLocation }: { query: string; maximumBytes: number; bucketLocation: string },
): Promise<SeenQuery> {
  const { statistics, jobReference }: JobMetadata = await jobs.dryRun(query, label);
  const { statementType = "", schema, totalBytesProcessed } = statistics?.query ?? {};
  if (statementType !== "SELECT") {
    throw new UsageError(
      `${label} is no query that gives rows: BigQuery takes it for ${statementType || "something else"}.`,
      {
        code: "bigquery.no-select",
        fix: "Put one SELECT into the file, without DECLARE, CREATE or the like.",
      },
    );
  }
  const bytes = Number(totalBytesProcessed ?? statistics?.totalBytesProcessed ?? 0);
  if (bytes > maximumBytes) {
    throw new CloudRunnerError(
      `${label} would read ${formatBytes(bytes)}, and at most ${formatBytes(maximumBytes)} are allowed, so it was not run.`,
      {
        code: "bigquery.too-many-bytes",
        fix: `Have it read less, for example by a condition on the partition; or allow it: --max-bytes-billed ${bytes}`,
      },
    );
  }
  const location = jobReference?.location ?? "US";
  checkPlace(label, location, bucketLocation);
  return { columns: plainColumns(label, schema?.fields), location, bytes };
}

/** @throws UsageError for a dataset that is not there */
export async function datasetLocation(
  cloud: CloudContext,
  uri: string,
  { projectId, datasetId }: DatasetName,
  bucketLocation: string,
): Promise<string> {
  const found = await unlessNotFound(
    ask(cloud, "datasets.get", uri, async () => {
      const bigquery = await cloud.clients.bigquery();
      const [metadata] = (await bigquery.dataset(datasetId, { projectId }).getMetadata()) as [
        { location?: string },
        unknown,
      ];
      return metadata;
    }),
  );
  if (found === undefined) {
    throw new UsageError(`There is no dataset ${projectId}.${datasetId}.`, {
      code: "usage.output",
      fix: `Make it: bq --location=${bucketLocation} mk --dataset ${projectId}:${datasetId}`,
    });
  }
  const { location = "US" } = found;
  checkPlace(uri, location, bucketLocation);
  return location;
}

/**
 * Tables with rows where forecasts are to go, as `bq://...`; of a dataset all that are named like one of its tables.
 * @throws UsageError for a view or the like, into which nothing can be written
 */
export async function takenTables(
  cloud: CloudContext,
  uri: string,
  bucketLocation: string,
): Promise<Set<string>> {
  const { tableId, ...dataset } = parsePlace(uri);
  await datasetLocation(cloud, uri, dataset, bucketLocation);
  if (tableId !== undefined) {
    const found = await tableAt(cloud, uri, { ...dataset, tableId });
    const { type = "TABLE", numRows, streamingBuffer } = found ?? {};
    if (type !== "TABLE") {
      throw new UsageError(`${uri} is ${kindOf(type)}, and forecasts can only be written into tables.`, {
        code: "usage.output",
        fix: "Name another table, or one that is not there yet.",
      });
    }
    // Rows that were streamed into it lately are not counted yet.
    const isEmpty = numRows === "0" && streamingBuffer === undefined;
    return new Set(found === undefined || isEmpty ? [] : [uri]);
  }
  const tables = await ask(cloud, "tables.list", uri, async () => {
    const { projectId } = dataset;
    const bigquery = await cloud.clients.bigquery();
    const [found] = await bigquery.dataset(dataset.datasetId, { projectId }).getTables();
    return found.map(({ id = "" }) => id);
  });
  return new Set(tables.map((table) => `bq://${dotted({ ...dataset, tableId: table })}`));
}

const kindOf = (type: string): string =>
  ({ EXTERNAL: "an external table", SNAPSHOT: "a snapshot" })[type] ?? "a view";

const tableAt = (
  cloud: CloudContext,
  uri: string,
  { projectId, datasetId, tableId }: TableName,
): Promise<TableMetadata | undefined> =>
  unlessNotFound(
    ask(cloud, "tables.get", uri, async () => {
      const bigquery = await cloud.clients.bigquery();
      const [found] = (await bigquery.dataset(datasetId, { projectId }).table(tableId).getMetadata()) as [
        TableMetadata,
        unknown,
      ];
      return found;
    }),
  );

const ask = <T>(cloud: CloudContext, method: string, uri: string, send: () => Promise<T>): Promise<T> =>
  helpful(cloud, uri, () => despiteFaults(cloud, () => call(cloud, `bigquery.${method}`, uri, send)));
