// Rows of BigQuery become one CSV object of the input bucket without passing through this machine: BigQuery writes parts, which
// Cloud Storage puts together below a line with the names of the columns.
import type { JobMetadata } from "@google-cloud/bigquery";
import pMap from "p-map";
import { manifestDataFolder } from "../../../core/contract.ts";
import { csvCell } from "../../../core/text/csv-cell.ts";
import type { CloudContext } from "../../../provision/engine/context.ts";
import { askStorage } from "../ask-storage.ts";
import type { CopyTarget, GsFiles } from "../sources/gs-files.ts";
import type { Jobs } from "./jobs.ts";
import type { TableName } from "./table-name.ts";

export interface Extraction {
  subject: string;
  table: TableName;
  columns: readonly string[];
  location: string;
}

/** https://cloud.google.com/storage/docs/composite-objects */
const mostAtOnce = 32;

const csv = "text/csv";

/**
 * @param to of the run's upload; its folder for what waits has the parts until they are together
 * @returns the generation of the object
 */
export async function extractTo(
  cloud: CloudContext,
  { jobs, gs }: { jobs: Jobs; gs: Pick<GsFiles, "copy"> },
  { subject, table, columns, location }: Extraction,
  to: CopyTarget,
): Promise<string> {
  const bucketName = cloud.names.inputBucket;
  const bucket = (await cloud.clients.storage()).bucket(bucketName);
  const purpose = [bucketName, to.name, to.replaces ?? ""];
  const at = to.name.lastIndexOf("/") + 1;
  const folder = `${to.name.slice(0, at)}${manifestDataFolder}/${to.name.slice(at)}/`;
  const uri = (name: string) => `gs://${bucketName}/${name}`;
  const ask = <T>(method: string, name: string, send: () => Promise<T>) =>
    askStorage(cloud, `storage.objects.${method}`, uri(name), send);
  const list = (prefix: string) =>
    ask("list", prefix, async () => (await bucket.getFiles({ prefix }))[0].map(({ name }) => name));
  const compose = (parts: readonly string[], name: string) =>
    ask("create", name, async () => {
      const target = bucket.file(name);
      target.metadata.contentType = csv;
      await bucket.combine([...parts], target);
      return name;
    });

  // As the job has it, which may be one of an earlier try; parts of another must not come in between.
  const partsOf = ({ configuration }: JobMetadata): Promise<string[]> => {
    const [pattern = ""] = configuration?.extract?.destinationUris ?? [];
    return list(pattern.slice(uri("").length, pattern.indexOf("*")));
  };
  const job = await jobs.run({
    kind: "extract",
    purpose: [...purpose, JSON.stringify(table)],
    location,
    subject,
    configuration: (id) => ({
      extract: {
        sourceTable: table,
        // In parts, since one file may have 1 GB.
        destinationUris: [uri(`${folder}${id}-*.csv`)],
        destinationFormat: "CSV",
        printHeader: false,
      },
    }),
    // Cleared away, when the upload was taken back since.
    serves: async (found) => (await partsOf(found)).length > 0,
  });
  const header = `${folder}header.csv`;
  await ask("create", header, () =>
    bucket
      .file(header)
      .save(`${columns.map(csvCell).join(",")}\n`, { resumable: false, metadata: { contentType: csv } }),
  );
  let parts = [header, ...(await partsOf(job))];
  for (let round = 1; parts.length > mostAtOnce; round += 1) {
    const groups = Array.from({ length: Math.ceil(parts.length / mostAtOnce) }, (_, index) =>
      parts.slice(index * mostAtOnce, (index + 1) * mostAtOnce),
    );
    parts = await pMap(groups, (group, index) => compose(group, `${folder}round-${round}-${index}.csv`), {
      concurrency: 4,
    });
  }
  const whole = await compose(parts, `${folder}whole.csv`);
  // Only a copy can carry the parameters; within a bucket it moves no bytes.
  const generation = await gs.copy({ bucket: bucketName, name: whole }, to);
  await pMap(
    await list(folder),
    (name) => ask("delete", name, () => bucket.file(name).delete({ ignoreNotFound: true })),
    {
      concurrency: 8,
    },
  );
  return generation;
}
