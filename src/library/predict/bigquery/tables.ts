// Tables of BigQuery as inputs and outputs of a run. Nothing of it is loaded or asked before a run has one.
import type { CloudContext } from "../../../provision/engine/context.ts";
import type { StoredObject } from "../buckets.ts";
import type { CopyTarget, GsFiles } from "../sources/gs-files.ts";
import type { InputFile } from "../sources/input.ts";
import { extractTo } from "./extract.ts";
import { openJobs } from "./jobs.ts";
import { datasetLocation, seeQuery, seeTable, type SeenQuery } from "./look.ts";
import { loadOf, loadOrder, type Load } from "./load.ts";
import { parsePlace } from "./table-name.ts";

export interface TablesOptions {
  /** Of the stack's buckets. */
  bucketLocation: string;
  /** That one query may read. */
  maximumBytes: number;
  signal: AbortSignal;
  gs: Pick<GsFiles, "copy">;
  /** Rejects where the stack's buckets are somebody else's. */
  checkOwn: () => Promise<void>;
}

export interface Tables {
  /** Makes the run's upload of a table or a query; gives its generation. */
  upload(input: InputFile, to: CopyTarget): Promise<string>;
  /** Makes a table of a forecast, once. */
  load(uri: string, object: StoredObject, content: Uint8Array, options: { replaces: boolean }): Promise<void>;
  /** Whether that forecast was made a table before. */
  isLoaded(uri: string, object: StoredObject): Promise<boolean>;
}

/** The result of a query is kept for about a day. */
const resultMs = 20 * 3600_000;

export function openTables(cloud: CloudContext, options: TablesOptions): Tables {
  const { bucketLocation, maximumBytes, signal, checkOwn } = options;
  const { clock, names } = cloud;
  const jobs = openJobs(cloud, signal);
  const locations = new Map<string, Promise<string>>();

  const loadFor = async (target: string, { name, generation }: StoredObject): Promise<Load> => {
    const { projectId, datasetId } = parsePlace(target);
    const dataset = `${projectId}.${datasetId}`;
    const known =
      locations.get(dataset) ?? datasetLocation(cloud, target, { projectId, datasetId }, bucketLocation);
    locations.set(dataset, known);
    return { source: `gs://${names.outputBucket}/${name}`, generation, target, location: await known };
  };

  const resultOf = async (input: InputFile, { name, replaces = "" }: CopyTarget) => {
    const query = Buffer.from(await input.read()).toString("utf8");
    const seen: SeenQuery = await seeQuery(jobs, input.label, { query, maximumBytes, bucketLocation });
    const { location, columns } = seen;
    const { configuration } = await jobs.run({
      kind: "query",
      purpose: [names.inputBucket, name, replaces, query],
      location,
      subject: input.label,
      configuration: { query: { query, useLegacySql: false, maximumBytesBilled: String(maximumBytes) } },
      serves: ({ statistics }) => Number(statistics?.endTime) > clock.now() - resultMs,
    });
    const { projectId = "", datasetId = "", tableId = "" } = configuration?.query?.destinationTable ?? {};
    return { table: { projectId, datasetId, tableId }, columns, location };
  };

  return {
    upload: async (input, to) => {
      await checkOwn();
      const rows =
        input.bigquery === "table"
          ? await seeTable(cloud, input.label, bucketLocation)
          : await resultOf(input, to);
      return extractTo(cloud, { jobs, gs: options.gs }, { ...rows, subject: input.label }, to);
    },
    load: async (uri, object, content, { replaces }) => {
      await jobs.run(await loadOrder(await loadFor(uri, object), content, replaces));
    },
    isLoaded: async (uri, object) => jobs.isDone(loadOf(await loadFor(uri, object))),
  };
}
