// The two buckets, as far as `predict` uses them. Errors arrive as CloudRunnerErrors.
import { open } from "node:fs/promises";
import type { Bucket, FileMetadata } from "@google-cloud/storage";
import pMap from "p-map";
import { isManifestName } from "../../core/contract.ts";
import { askStorage, isObjectMissing, isPreconditionFailed } from "./ask-storage.ts";
import { jobFolder, jobsPrefix } from "../../core/job/job-contract.ts";
import { download } from "./download.ts";
import { ownCheck } from "./own-buckets.ts";
import { notReadable } from "./sources/not-readable.ts";
import { isLargeFile, largeBytes, type Content } from "./transfer/content.ts";
import { fetchFile } from "./transfer/fetch-file.ts";
import { sendFile } from "./transfer/send-file.ts";
import { headBytes, kindOf } from "../../model/files/file-kind.ts";
import { contentTypes } from "../../model/results/result-format.ts";
import type { CloudContext } from "../../provision/engine/context.ts";

export interface StoredObject {
  name: string;
  generation: string;
  metadata: Readonly<Record<string, string>>;
  size?: number;
  /** Of its content, as Cloud Storage writes it. */
  crc32c?: string | undefined;
}

export interface Buckets {
  /** Creates an object in a bucket that is the stack's own; gives its generation. */
  upload(name: string, content: Content, how: UploadHow): Promise<string>;
  /** Objects of the output bucket under a prefix. */
  list(prefix: string): Promise<StoredObject[]>;
  /** Those of the named objects of the output bucket that are there. */
  find(names: readonly string[]): Promise<StoredObject[]>;
  /** The names of those uploads that the service has handed over to its job. */
  handedOver(uploads: readonly Pick<StoredObject, "name" | "generation">[]): Promise<Set<string>>;
  /** Exactly this generation from the output bucket. */
  download(object: StoredObject): Promise<Uint8Array>;
  /** The same into a file that is not there yet, for what is too large to be held in memory. */
  fetch(object: StoredObject, path: string): Promise<void>;
  /** `gs://...` for messages. */
  inputUri(name: string): string;
  outputUri(name: string): string;
}

export interface UploadHow {
  metadata: Readonly<Record<string, string>>;
  /** The generation that is there; none may be there when absent. */
  replaces?: string | undefined;
  /** Hears how many bytes of a large file are sent. */
  sent?: ((bytes: number) => void) | undefined;
}

const questionsAtOnce = 12;

/** @param checkOwn rejects where the buckets are somebody else's; asked before anything is uploaded */
export async function openBuckets(cloud: CloudContext, checkOwn = ownCheck(cloud)): Promise<Buckets> {
  const { names } = cloud;
  const storage = await cloud.clients.storage();
  const input = storage.bucket(names.inputBucket);
  const output = storage.bucket(names.outputBucket);

  const ask = <T>(method: string, bucket: string, name: string, send: () => Promise<T>): Promise<T> =>
    askStorage(cloud, method, `gs://${bucket}/${name}`, send);

  return {
    upload: async (name, content, { metadata, replaces = "0", sent = () => {} }) => {
      await checkOwn();
      if (isLargeFile(content)) {
        const contentType = await contentTypeOfFile(content.path);
        return sendFile(cloud, content, { target: input.file(name), contentType, metadata, replaces, sent });
      }
      return ask("storage.objects.insert", names.inputBucket, name, async () => {
        const file = input.file(name);
        try {
          await file.save(Buffer.from(content.buffer, content.byteOffset, content.byteLength), {
            resumable: content.byteLength > largeBytes,
            preconditionOpts: { ifGenerationMatch: replaces },
            metadata: {
              contentType: isManifestName(name) ? contentTypes.json : contentTypeOf(content),
              metadata: { ...metadata },
            },
          });
        } catch (error) {
          // The name is ours alone, so an object that is there is the one whose answer was lost on the way.
          if (!isPreconditionFailed(error)) throw error;
          await file.getMetadata();
        }
        return String(file.metadata.generation);
      });
    },
    list: (prefix) =>
      ask("storage.objects.list", names.outputBucket, `${prefix}*`, () => listObjects(output, prefix)),
    find: async (wanted) => {
      const found = await pMap(
        wanted,
        (name) =>
          ask("storage.objects.get", names.outputBucket, name, async () => {
            try {
              const [metadata] = await output.file(name).getMetadata();
              return [{ name, ...seenFrom(metadata) }];
            } catch (error) {
              if (isObjectMissing(error)) return [];
              throw error;
            }
          }),
        { concurrency: questionsAtOnce },
      );
      return found.flat();
    },
    handedOver: (uploads) =>
      ask("storage.objects.list", names.outputBucket, `${jobsPrefix}*`, async () => {
        const folders = new Set<string>();
        let query: object | null = { prefix: jobsPrefix, delimiter: "/", autoPaginate: false };
        while (query) {
          const [, next, page] = (await output.getFiles(query)) as [
            unknown,
            object | null,
            { prefixes?: string[] },
          ];
          for (const folder of page.prefixes ?? []) folders.add(folder);
          query = next;
        }
        const bucket = names.inputBucket;
        const found = uploads.filter(({ name, generation }) =>
          folders.has(jobFolder({ bucket, name, generation })),
        );
        return new Set(found.map(({ name }) => name));
      }),
    download: ({ name, generation }) =>
      ask("storage.objects.get", names.outputBucket, name, () =>
        download(output.file(name, { generation: Number(generation) })),
      ),
    fetch: (object, path) => {
      const { name, generation } = object;
      return fetchFile(cloud, output.file(name, { generation: Number(generation) }), object, path);
    },
    inputUri: (name) => `gs://${names.inputBucket}/${name}`,
    outputUri: (name) => `gs://${names.outputBucket}/${name}`,
  };
}

/** For people who look into the bucket: the service goes by the content. */
function contentTypeOf(content: Uint8Array): string {
  const kind = kindOf(content.subarray(0, headBytes));
  if (kind === "json" || kind === "parquet") return contentTypes[kind];
  return kind === "text" || kind === "utf-16le" || kind === "utf-16be"
    ? contentTypes.csv
    : "application/octet-stream";
}

async function contentTypeOfFile(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return contentTypeOf(buffer.subarray(0, bytesRead));
  } catch (error) {
    throw notReadable(path, error);
  }
}

/**
 * All under a prefix. Of each object in a list the client makes one of its own, with functions of each; where fields are chosen, it
 * gives what Cloud Storage says. A run of thousands is listed every second.
 */
export async function listObjects(bucket: Bucket, prefix: string): Promise<StoredObject[]> {
  const fields = "nextPageToken,items(name,generation,metadata,size,crc32c)";
  const [found] = await bucket.getFiles({ prefix, fields });
  return (found as unknown as (FileMetadata & { name: string })[]).map((each) => ({
    name: each.name,
    ...seenFrom(each),
  }));
}

/** From an object's metadata as Cloud Storage gives it. */
export function seenFrom({ generation, metadata, size, crc32c }: FileMetadata): Omit<StoredObject, "name"> {
  const custom = Object.entries(metadata ?? {}).flatMap(([key, value]) =>
    value === null ? [] : [[key, String(value)]],
  );
  return {
    generation: String(generation),
    metadata: Object.fromEntries(custom),
    size: Number(size),
    crc32c,
  };
}
