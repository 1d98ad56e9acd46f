// Words that name rows of BigQuery: a table, or a file with a query. All is looked at before anything is sent.
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { formatBytes } from "../../../core/duration.ts";
import { UsageError } from "../../../core/errors.ts";
import { userText } from "../../../core/text/user-text.ts";
import type { CloudContext } from "../../../provision/engine/context.ts";
import type { NamedContent, Source } from "../sources/input.ts";
import { openJobs } from "./jobs.ts";
import { seeQuery, seeTable } from "./look.ts";
import { isBqUri, isQueryFile } from "./table-name.ts";

export interface RowsOptions {
  /** That names start from. */
  folder: string;
  signal: AbortSignal;
  bucketLocation: string;
  /** That one query may read. */
  maximumBytes: number;
}

/**
 * Puts rows in the place of the words that name them; other sources stay as they are.
 * @throws UsageError for what is not there; CloudRunnerError for what BigQuery refuses
 */
export async function expandRows(
  cloud: CloudContext,
  sources: readonly Source[],
  options: RowsOptions,
): Promise<{ sources: Source[]; notes: string[] }> {
  const notes: string[] = [];
  const expanded: Source[] = [];
  for (const source of new Set(sources)) {
    if (typeof source === "string" && isBqUri(source)) {
      expanded.push(await tableOf(cloud, source, options, notes));
    } else if (typeof source === "string" && isQueryFile(source)) {
      expanded.push(await queryOf(cloud, source, options, notes));
    } else expanded.push(source);
  }
  return { sources: expanded, notes };
}

async function tableOf(
  cloud: CloudContext,
  uri: string,
  { bucketLocation }: RowsOptions,
  notes: string[],
): Promise<NamedContent> {
  const { table, note } = await seeTable(cloud, uri, bucketLocation);
  if (note !== undefined) notes.push(note);
  const content = () => Promise.reject(new Error("BigQuery makes an upload of it."));
  return { name: `${table.tableId}.csv`, label: uri, content, bigquery: "table" };
}

async function queryOf(
  cloud: CloudContext,
  word: string,
  { folder, signal, ...limits }: RowsOptions,
  notes: string[],
): Promise<NamedContent> {
  const path = resolve(folder, word);
  const query = await queryIn(path).catch((error: unknown) => {
    throw new UsageError(`The query ${word} cannot be read.`, {
      code: "usage.no-such-file",
      details: [(error as Error).message],
      fix: "Name a file that holds one SELECT, as text in UTF-8.",
    });
  });
  const { bytes } = await seeQuery(openJobs(cloud, signal), word, { query, ...limits });
  notes.push(`${word} reads ${formatBytes(bytes)} in BigQuery.`);
  return {
    name: basename(word).replace(/\.sql$/i, ".csv"),
    label: word,
    content: async () => Buffer.from(await queryIn(path)),
    bigquery: "query",
    path,
  };
}

const queryIn = async (path: string): Promise<string> => userText(await readFile(path));
