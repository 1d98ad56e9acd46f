// The two buckets, as far as `predict` uses them. Errors arrive as CloudRunnerErrors.
import type { Clock } from "../../core/clock.ts";
import { isManifestName } from "../../core/contract.ts";
import { PreconditionError } from "../../core/errors.ts";
import type { Names } from "../../core/names.ts";
import { retry } from "../../core/retry.ts";
import type { Clients } from "../../provision/google/clients.ts";
import { storageAdmin } from "../../provision/google/roles.ts";
import { download } from "./download.ts";
import { cloudErrorFrom, hasStatus, isPassing } from "../../provision/google/cloud-error.ts";

export interface StoredObject {
  name: string;
  generation: string;
  metadata: Readonly<Record<string, string>>;
}

export interface Buckets {
  /** Creates an object that must not exist yet; gives its generation. */
  upload(name: string, content: Uint8Array, metadata: Readonly<Record<string, string>>): Promise<string>;
  /** Objects of the output bucket under a prefix. */
  list(prefix: string): Promise<StoredObject[]>;
  /** Exactly this generation from the output bucket. */
  download(object: StoredObject): Promise<Uint8Array>;
  /** `gs://...` for messages. */
  inputUri(name: string): string;
  outputUri(name: string): string;
}

export interface Waits {
  clock: Clock;
  signal: AbortSignal;
}

/** Above this an interrupted upload is worth resuming; below, the extra round trip is not. */
const resumableAboveBytes = 8 * 1024 * 1024;

export async function openBuckets(clients: Clients, names: Names, waits: Waits): Promise<Buckets> {
  const storage = await clients.storage();
  const input = storage.bucket(names.inputBucket);
  const output = storage.bucket(names.outputBucket);

  const callOnce = async <T>(
    method: string,
    bucket: string,
    name: string,
    send: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await send();
    } catch (error) {
      const { project } = names;
      const { unavailableFix, isLossFinal } = clients;
      const translated = cloudErrorFrom(error, {
        method,
        resource: `gs://${bucket}/${name}`,
        project,
        unavailableFix,
        isLossFinal,
        roles: [storageAdmin.name],
      });
      if (!hasStatus(translated, "NOT_FOUND")) throw translated;
      throw new PreconditionError(`There is no bucket gs://${bucket}, or what it held is gone.`, {
        code: "predict.bucket-missing",
        fix: "cloud-runner up",
        cause: translated,
      });
    }
  };

  const call = <T>(...asked: [method: string, bucket: string, name: string, send: () => Promise<T>]) =>
    retry(() => callOnce(...asked), {
      ...waits,
      budgetMs: clients.faultBudgetMs,
      initialDelayMs: 1000,
      isRetryable: isPassing,
    });

  return {
    upload: (name, content, metadata) =>
      call("storage.objects.insert", names.inputBucket, name, async () => {
        const file = input.file(name);
        try {
          await file.save(Buffer.from(content.buffer, content.byteOffset, content.byteLength), {
            resumable: content.byteLength > resumableAboveBytes,
            preconditionOpts: { ifGenerationMatch: 0 },
            metadata: {
              contentType: isManifestName(name) ? "application/json" : "text/csv",
              metadata: { ...metadata },
            },
          });
        } catch (error) {
          // The name is ours alone, so an object that is there is the one whose answer was lost on the way.
          if ((error as { code?: unknown }).code !== 412) throw error;
          await file.getMetadata();
        }
        return String(file.metadata.generation);
      }),
    list: (prefix) =>
      call("storage.objects.list", names.outputBucket, `${prefix}*`, async () => {
        // Without a choice of fields: given one, the client leaves the metadata out.
        const [files] = await output.getFiles({ prefix });
        return files.map((file) => ({
          name: file.name,
          generation: String(file.metadata.generation),
          metadata: stringsOf(file.metadata.metadata),
        }));
      }),
    download: ({ name, generation }) =>
      call("storage.objects.get", names.outputBucket, name, () =>
        download(output.file(name, { generation: Number(generation) })),
      ),
    inputUri: (name) => `gs://${names.inputBucket}/${name}`,
    outputUri: (name) => `gs://${names.outputBucket}/${name}`,
  };
}

const stringsOf = (metadata: object | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata ?? {}).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)]])),
  );
