// Objects of any bucket, as `predict` reads inputs from them and writes forecasts to them.
import { CloudRunnerError, UsageError } from "../../../core/errors.ts";
import { contentTypes, formatOfName } from "../../../model/results/result-format.ts";
import { call, despiteFaults, type CloudContext } from "../../../provision/engine/context.ts";
import { hasStatus } from "../../../provision/google/cloud-error.ts";
import { isObjectMissing, isPreconditionFailed } from "../ask-storage.ts";
import { seenFrom, type StoredObject } from "../buckets.ts";
import { download } from "../download.ts";
import { isGsUri, parseGsUri } from "./gs-uri.ts";
import type { GsObject, Output } from "./input.ts";

export interface GsFiles {
  /** What an object holds now. @throws CloudRunnerError input.not-readable */
  read(object: GsObject): Promise<Uint8Array>;
  /** Copies into the input bucket: Cloud Storage does it, so nothing comes by way of this machine. */
  copy(object: Pick<GsObject, "bucket" | "name">, to: CopyTarget): Promise<string>;
  /** @throws CloudRunnerError output.not-writable */
  write(uri: string, content: Uint8Array): Promise<void>;
  /** Copies from the output bucket, without this machine either. @throws CloudRunnerError output.not-writable */
  place(uri: string, object: Pick<StoredObject, "name" | "generation">): Promise<void>;
  /** Fine when it is not there. */
  remove(uri: string): Promise<void>;
  /** Undefined where there is none. */
  find(uri: string): Promise<Omit<StoredObject, "name"> | undefined>;
}

export interface CopyTarget {
  name: string;
  metadata: Readonly<Record<string, string>>;
  /** The generation that is there. */
  replaces: string | undefined;
}

/** @param checkOwn rejects where the stack's buckets are somebody else's; asked before anything is copied there */
export async function openGsFiles(cloud: CloudContext, checkOwn: () => Promise<void>): Promise<GsFiles> {
  const { inputBucket, outputBucket } = cloud.names;
  const storage = await cloud.clients.storage();
  const fileAt = (uri: string) => {
    const { bucket, name } = parseGsUri(uri);
    return storage.bucket(bucket).file(name);
  };
  const ask = <T>(method: string, uri: string, send: () => Promise<T>): Promise<T> =>
    despiteFaults(cloud, () => call(cloud, `storage.objects.${method}`, uri, send));

  const writing = async (uri: string, send: () => Promise<unknown>): Promise<void> => {
    try {
      await ask("create", uri, send);
    } catch (error) {
      throw new CloudRunnerError(`${uri} cannot be written.`, {
        code: "output.not-writable",
        details: [(error as Error).message],
        fix: "Name a place that can be written to with -o.",
        cause: error,
      });
    }
  };

  return {
    read: async ({ bucket, name }) => {
      const uri = `gs://${bucket}/${name}`;
      try {
        return await ask("get", uri, () => download(storage.bucket(bucket).file(name)));
      } catch (error) {
        throw hasStatus(error, "NOT_FOUND") ? gone(uri, error) : error;
      }
    },
    copy: async ({ bucket, name: from }, { name, metadata, replaces = "0" }) => {
      await checkOwn();
      const target = storage.bucket(inputBucket).file(name);
      try {
        return await ask("create", `gs://${inputBucket}/${name}`, async () => {
          try {
            await storage
              .bucket(bucket)
              .file(from)
              .copy(target, {
                contentType: contentTypeOf(from),
                metadata: { ...metadata },
                preconditionOpts: { ifGenerationMatch: replaces },
              });
          } catch (error) {
            // The name is ours alone, so an object that is there is the one whose answer was lost on the way.
            if (!isPreconditionFailed(error)) throw error;
          }
          const [found] = await target.getMetadata();
          return String(found.generation);
        });
      } catch (error) {
        throw hasStatus(error, "NOT_FOUND") ? gone(`gs://${bucket}/${from}`, error) : error;
      }
    },
    write: (uri, content) =>
      writing(uri, () =>
        fileAt(uri).save(Buffer.from(content.buffer, content.byteOffset, content.byteLength), {
          resumable: false,
          metadata: { contentType: contentTypeOf(uri) },
        }),
      ),
    place: (uri, { name, generation }) =>
      writing(uri, () =>
        storage
          .bucket(outputBucket)
          .file(name, { generation: Number(generation) })
          .copy(fileAt(uri), { contentType: contentTypeOf(uri) }),
      ),
    remove: async (uri) =>
      void (await ask("delete", uri, () => fileAt(uri).delete({ ignoreNotFound: true }))),
    find: (uri) =>
      ask("get", uri, async () => {
        try {
          const [metadata] = await fileAt(uri).getMetadata();
          return seenFrom(metadata);
        } catch (error) {
          if (isObjectMissing(error)) return undefined;
          throw error;
        }
      }),
  };
}

/**
 * What is there already where forecasts are to go, as `gs://...`; undefined where they go to this machine.
 * @throws UsageError for a bucket that is not there, or in which every forecast would be an input
 */
export async function objectsAt(
  cloud: CloudContext,
  output: Output | undefined,
): Promise<ReadonlySet<string> | undefined> {
  if (typeof output !== "object" || !isGsUri(output.path)) return undefined;
  const { bucket, name: prefix } = parseGsUri(output.path);
  if (bucket === cloud.names.inputBucket) {
    throw new UsageError(`In gs://${bucket} every forecast would be forecast again.`, {
      code: "usage.output",
      fix: "Name another bucket with -o.",
    });
  }
  const storage = await cloud.clients.storage();
  try {
    const [files] = await despiteFaults(cloud, () =>
      call(cloud, "storage.objects.list", output.path, () => storage.bucket(bucket).getFiles({ prefix })),
    );
    return new Set(files.map(({ name }) => `gs://${bucket}/${name}`));
  } catch (error) {
    if (!hasStatus(error, "NOT_FOUND")) throw error;
    throw new UsageError(`There is no bucket gs://${bucket}.`, {
      code: "usage.output",
      fix: `Name a bucket that is there, or make it: gcloud storage buckets create gs://${bucket}`,
      cause: error,
    });
  }
}

const gone = (uri: string, cause: unknown): CloudRunnerError =>
  new CloudRunnerError(`${uri} is not there any more.`, {
    code: "input.not-readable",
    fix: `\`gcloud storage ls -a ${uri}\` shows what has become of it.`,
    cause,
  });

function contentTypeOf(name: string): string {
  const format = formatOfName(name);
  return format === undefined || format === "unknown" ? "application/octet-stream" : contentTypes[format];
}
