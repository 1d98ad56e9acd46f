// Runs in the output bucket: the record of each, and what has become of its uploads.
import type { Bucket } from "@google-cloud/storage";
import pMap from "p-map";
import { runRecordName, runsPrefix, uploadPrefix } from "../../core/contract.ts";
import { UsageError } from "../../core/errors.ts";
import { jobFolder } from "../../core/job/job-contract.ts";
import { contentTypes } from "../../model/results/result-format.ts";
import type { CloudContext } from "../../provision/engine/context.ts";
import { askStorage, isObjectMissing, isPreconditionFailed } from "../predict/ask-storage.ts";
import { listObjects, type StoredObject } from "../predict/buckets.ts";
import { download } from "../predict/download.ts";
import { parseRecord, type RunRecord } from "./run-record.ts";

/** What a list of runs shows without reading each. */
export interface ListedRun {
  run: string;
  startedAt: string;
  /** How many inputs it has. */
  inputs: number;
  /** The first of them, as the user named it. */
  first: string;
  isCancelled: boolean;
}

export interface RunStore {
  /** @param replaces the generation that is there; none may be there when absent */
  write(record: RunRecord, replaces?: string): Promise<void>;
  /** @throws UsageError run.unknown */
  read(run: string): Promise<{ record: RunRecord; generation: string }>;
  /** Asks for no more than what a list shows; false for a run that there is not. */
  isCancelled(run: string): Promise<boolean>;
  /** The newest first. */
  list(): Promise<ListedRun[]>;
  /** What it has uploaded. */
  uploads(run: string): Promise<StoredObject[]>;
  /** What was answered. */
  answers(run: string): Promise<StoredObject[]>;
  /** Those uploads, unless they have changed. */
  removeUploads(uploads: readonly StoredObject[]): Promise<void>;
  /** What lies in the output bucket of what is handed over to the job. */
  removeOrders(uploads: readonly StoredObject[]): Promise<void>;
  /** Everything of a run, its record last; gives how many objects that were. */
  remove(run: string): Promise<number>;
  uri(run: string): string;
}

/** Custom metadata of a record. */
const recordMetadata = {
  inputs: "cloud-runner-run-inputs",
  first: "cloud-runner-run-first",
  startedAt: "cloud-runner-run-started-at",
  cancelledAt: "cloud-runner-run-cancelled-at",
} as const;

const atOnce = 12;

/** @param checkOwn rejects where the buckets are somebody else's; asked before anything is written */
export async function openRunStore(cloud: CloudContext, checkOwn: () => Promise<void>): Promise<RunStore> {
  const { names } = cloud;
  const storage = await cloud.clients.storage();
  const input = storage.bucket(names.inputBucket);
  const output = storage.bucket(names.outputBucket);
  const uriOf = ({ name }: Bucket, object: string) => `gs://${name}/${object}`;

  const objectsIn = (bucket: Bucket, prefix: string): Promise<StoredObject[]> =>
    askStorage(cloud, "storage.objects.list", uriOf(bucket, `${prefix}*`), () => listObjects(bucket, prefix));

  const remove = (bucket: Bucket, { name, generation }: Pick<StoredObject, "name" | "generation">) =>
    askStorage(cloud, "storage.objects.delete", uriOf(bucket, name), async () => {
      try {
        await bucket.file(name).delete({ ifGenerationMatch: generation, ignoreNotFound: true });
      } catch (error) {
        if (!isPreconditionFailed(error)) throw error;
      }
    });
  const removeAll = (bucket: Bucket, objects: readonly StoredObject[]) =>
    pMap(objects, (object) => remove(bucket, object), { concurrency: atOnce });

  return {
    write: async (record, replaces = "0") => {
      await checkOwn();
      const name = runRecordName(record.run);
      return askStorage(cloud, "storage.objects.insert", uriOf(output, name), async () => {
        try {
          await output.file(name).save(JSON.stringify(record), {
            resumable: false,
            preconditionOpts: { ifGenerationMatch: replaces },
            metadata: { contentType: contentTypes.json, metadata: metadataOf(record) },
          });
        } catch (error) {
          // Only this run has its name: what is there is the record whose answer was lost on the way.
          if (!isPreconditionFailed(error) || replaces !== "0") throw error;
        }
      });
    },
    read: (run) => {
      const name = runRecordName(run);
      return askStorage(cloud, "storage.objects.get", uriOf(output, name), async () => {
        try {
          const file = output.file(name);
          const [content, [metadata]] = await Promise.all([download(file), file.getMetadata()]);
          return {
            record: parseRecord(content, uriOf(output, name)),
            generation: String(metadata.generation),
          };
        } catch (error) {
          throw isObjectMissing(error) ? unknownRun(run) : error;
        }
      });
    },
    isCancelled: (run) =>
      askStorage(cloud, "storage.objects.get", uriOf(output, runRecordName(run)), async () => {
        try {
          const [found] = await output.file(runRecordName(run)).getMetadata();
          return found.metadata?.[recordMetadata.cancelledAt] !== undefined;
        } catch (error) {
          if (isObjectMissing(error)) return false;
          throw error;
        }
      }),
    list: async () => (await objectsIn(output, runsPrefix)).flatMap(listedFrom).toReversed(),
    uploads: (run) => objectsIn(input, uploadPrefix(run)),
    answers: (run) => objectsIn(output, uploadPrefix(run)),
    removeUploads: async (uploads) => void (await removeAll(input, uploads)),
    removeOrders: async (uploads) => {
      for (const { name, generation } of uploads)
        await removeAll(output, await objectsIn(output, jobFolder({ bucket: input.name, name, generation })));
    },
    remove: async (run) => {
      const [uploads, answers] = await Promise.all([
        objectsIn(input, uploadPrefix(run)),
        objectsIn(output, uploadPrefix(run)),
      ]);
      await removeAll(input, uploads);
      await removeAll(output, answers);
      const own = await objectsIn(output, `${runsPrefix}${run}/`);
      await removeAll(output, own);
      return uploads.length + answers.length + own.length;
    },
    uri: (run) => uriOf(output, runRecordName(run)),
  };
}

const metadataOf = ({ inputs, startedAt, cancelledAt }: RunRecord): Record<string, string> => ({
  [recordMetadata.inputs]: String(inputs.length),
  [recordMetadata.first]: encodeURIComponent((inputs[0]?.label ?? "").slice(0, 200)),
  [recordMetadata.startedAt]: startedAt,
  ...(cancelledAt !== undefined && { [recordMetadata.cancelledAt]: cancelledAt }),
});

function listedFrom({ name, metadata }: StoredObject): ListedRun[] {
  const run = name.slice(runsPrefix.length).split("/")[0]!;
  if (name !== runRecordName(run)) return [];
  const text = (key: keyof typeof recordMetadata) => metadata[recordMetadata[key]];
  return [
    {
      run,
      startedAt: text("startedAt") ?? "",
      inputs: Number(text("inputs") ?? 0),
      first: decodeURIComponent(text("first") ?? ""),
      isCancelled: text("cancelledAt") !== undefined,
    },
  ];
}

const unknownRun = (run: string): UsageError =>
  new UsageError(`There is no run ${run}.`, {
    code: "run.unknown",
    fix: "`cloud-runner runs list` shows the runs that are kept.",
  });
