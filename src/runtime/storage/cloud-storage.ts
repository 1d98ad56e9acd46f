// ObjectStore by Google's client, and by plain requests where every forecast asks. STORAGE_EMULATOR_HOST, which the client
// reads by itself, is all that local mode needs.
import { once } from "node:events";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Bucket, File, FileMetadata, Storage } from "@google-cloud/storage";
import type { Clock } from "../../core/clock.ts";
import { CloudError } from "../../core/errors.ts";
import { retry } from "../../core/retry.ts";
import { peek } from "../../model/files/pieces.ts";
import {
  ObjectTooLargeError,
  type NewObject,
  type ObjectStore,
  type StoredObject,
  type StoredParts,
} from "./object-store.ts";
import { asked, cloudError } from "./storage-failures.ts";
import { createStorageRequests, isWhole, multipart } from "./storage-requests.ts";

/** In bytes, or characters. */
const resumableAbove = 8 * 1024 * 1024;

/** What was sent packed is unpacked at once where it may have no more than that. */
const mostAtOnce = 2 ** 30;

const defaultRetries = 3;
const firstPauseMs = 1000;

export interface CloudStorageOptions {
  project: string;
  /** Tries after the first for what may pass by itself; 3 unless given. */
  maximumRetries?: number;
  /** For the pauses between them. */
  clock: Clock;
}

export interface CloudStorage extends ObjectStore {
  warmUp(): Promise<void>;
  /** Of the account that the container runs as, for Google's other services. */
  token(): Promise<string>;
}

/** The client is a large module, so it is loaded by the first use or by `warmUp`, after the port is open. */
export function createCloudStorage(options: CloudStorageOptions): CloudStorage {
  let storage: Promise<Storage> | undefined;
  const client = () => (storage ??= createClient(options));
  const ask = createStorageRequests(client);
  // Its own retry of a read destroys the stream that it then pipes into, which Node throws out of a promise that nobody
  // holds: one 503 would end the process. So reads have a client that does not try again, and are tried again here.
  let untried: Promise<Storage> | undefined;
  const { maximumRetries = defaultRetries, clock } = options;
  const tried = <T>(attempt: () => Promise<T>): Promise<T> =>
    retry(attempt, {
      clock,
      initialDelayMs: firstPauseMs,
      // Room for as many pauses, each twice as long as the one before.
      budgetMs: firstPauseMs * (2 ** maximumRetries - 0.5),
      isRetryable: (error) => error instanceof CloudError && error.retryable,
    });
  const bucketOf = keepingBuckets();
  const contentOf = async ({ bucket, name, generation }: StoredObject): Promise<File> =>
    bucketOf(await (untried ??= createClient({ ...options, maximumRetries: 0 })), bucket).file(name, {
      generation,
    });
  const fileOf = async (bucket: string, name: string, generation?: string): Promise<File> =>
    bucketOf(await client(), bucket).file(name, generation === undefined ? {} : { generation });

  const readOnce: ObjectStore["read"] = async (object, maximumBytes) => {
    const { bucket, name, generation } = object;
    return asked("read", object, { 404: undefined }, async () => {
      const answer = await ask({
        method: "GET",
        bucket,
        name,
        query: { alt: "media", generation },
        // Unpacked here and not by Storage, since only here it can be stopped at a limit.
        headers: { "accept-encoding": "gzip", "cache-control": "no-store" },
      });
      if (!isWhole(answer, await client())) throw new Error("the content does not match its checksum");
      return unpack(answer.body, object, maximumBytes);
    });
  };

  const openOnce: ObjectStore["open"] = async (object, maximumBytes) => {
    const stream = (await contentOf(object)).createReadStream({ decompress: false });
    return asked("read", object, { 404: undefined }, async () => {
      // Whether the object is there is known before its first piece.
      await once(stream, "readable");
      return pieces(stream, object, maximumBytes);
    });
  };

  /** One request; a resumable upload takes two and pays only for large files. */
  const writeOnce = (
    { bucket, name, contentType, metadata, replaces }: NewObject,
    content: string | Uint8Array,
  ): ReturnType<ObjectStore["write"]> =>
    asked("write", { bucket, name }, { 412: "conflict" }, async () => {
      const bytes = typeof content === "string" ? Buffer.from(content) : bufferOf(content);
      const sum = (await client()).crc32cGenerator();
      sum.update(bytes);
      const { body } = await ask({
        method: "POST",
        bucket,
        query: { uploadType: "multipart", name, ifGenerationMatch: replaces },
        // Storage takes no content that has another checksum.
        ...multipart({ contentType, crc32c: sum.toString(), metadata }, bytes, contentType),
      });
      return { generation: String(parsed(body).generation) };
    });

  const read: ObjectStore["read"] = (object, maximumBytes) => tried(() => readOnce(object, maximumBytes));

  return {
    async warmUp() {
      await client();
    },

    token: async () => (await (await client()).authClient.getAccessToken()) ?? "",

    stat: (bucket, name, generation) =>
      tried(() =>
        asked("read", { bucket, name }, { 404: undefined }, async () => {
          const { body } = await ask({ method: "GET", bucket, name, query: { generation } });
          return storedObject(bucket, name, parsed(body));
        }),
      ),

    read,

    async open(object, maximumBytes) {
      const isPacked = object.contentEncoding !== undefined;
      if (isPacked && maximumBytes <= mostAtOnce) {
        const content = await read(object, maximumBytes);
        return content && Readable.from([content], { objectMode: true });
      }
      const opened = await tried(() => openOnce(object, maximumBytes));
      return isPacked && opened ? unpacked(opened, object, maximumBytes) : opened;
    },

    readRange: (object, start, end) =>
      tried(async () => {
        const file = await contentOf(object);
        return asked("read", object, { 404: undefined }, async () => {
          if (end <= start) return new Uint8Array(0);
          const [content] = await file.download({ start, end: end - 1, decompress: false });
          return content;
        });
      }),

    list: async (bucket, prefix, glob) => {
      const found = (await client()).bucket(bucket);
      return asked("list", { bucket, name: `${prefix}*` }, {}, async () => {
        const [files] = await found.getFiles({ prefix, ...(glob !== undefined && { matchGlob: glob }) });
        return files.map(({ name, metadata }) => storedObject(bucket, name, metadata));
      });
    },

    async write(object) {
      const { bucket, name, content, contentType, metadata, replaces } = object;
      if (!isParts(content) && content.length <= resumableAbove)
        return tried(() => writeOnce(object, content));
      const file = await fileOf(bucket, name);
      return asked("write", { bucket, name }, { 412: "conflict" }, async () => {
        if (isParts(content)) {
          return composed(file, content, { contentType, metadata: { ...metadata } }, replaces);
        }
        await file.save(typeof content === "string" ? content : bufferOf(content), {
          contentType,
          metadata: { metadata: { ...metadata } },
          preconditionOpts: { ifGenerationMatch: replaces },
        });
        return { generation: String(file.metadata.generation) };
      });
    },

    async update({ bucket, name, generation }, metadata) {
      const file = await fileOf(bucket, name);
      return asked("update", { bucket, name }, { 404: "conflict", 412: "conflict" }, async () => {
        await file.setMetadata({ metadata: { ...metadata } }, { ifGenerationMatch: generation });
        return "updated";
      });
    },

    remove: ({ bucket, name, generation }) =>
      tried(() =>
        asked("delete", { bucket, name }, { 404: "removed", 412: "conflict" }, async () => {
          await ask({ method: "DELETE", bucket, name, query: { ifGenerationMatch: generation } });
          return "removed";
        }),
      ),
  };
}

const parsed = (body: Buffer): FileMetadata => JSON.parse(body.toString()) as FileMetadata;

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);

const isParts = (content: NewObject["content"]): content is StoredParts =>
  typeof content !== "string" && "parts" in content;

/** The client's own `combine` sets no custom metadata. */
async function composed(
  file: File,
  { parts }: StoredParts,
  destination: { contentType: string; metadata: Record<string, string> },
  replaces: string,
): Promise<{ generation: string }> {
  const [{ generation }] = (await file.request({
    method: "POST",
    uri: "/compose",
    qs: { ifGenerationMatch: replaces },
    json: {
      destination,
      sourceObjects: parts.map((part) => ({ name: part.name, generation: part.generation })),
    },
  })) as unknown as [{ generation: string }];
  return { generation: String(generation) };
}

/** A stack has few buckets, and the client makes three access lists for each object that stands for one. */
function keepingBuckets(): (client: Storage, name: string) => Bucket {
  const kept = new Map<Storage, Map<string, Bucket>>();
  return (client, name) => {
    const ofClient = kept.get(client) ?? new Map<string, Bucket>();
    kept.set(client, ofClient);
    const bucket = ofClient.get(name) ?? client.bucket(name);
    ofClient.set(name, bucket);
    return bucket;
  };
}

async function* pieces(
  stream: Readable,
  object: StoredObject,
  maximumBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > maximumBytes) throw new ObjectTooLargeError(object, maximumBytes);
      yield piece;
    }
  } catch (error) {
    if (error instanceof ObjectTooLargeError) throw error;
    throw cloudError("read", object, error);
  }
}

/** As it arrives. Storage may have unpacked it on the way, so the content says what it is. */
async function* unpacked(
  content: AsyncIterable<Uint8Array>,
  object: StoredObject,
  maximumBytes: number,
): AsyncGenerator<Uint8Array> {
  const { unpack } = await import("../../model/files/packed/unpack.ts");
  const { head, pieces: all } = await peek(content, 2);
  if (object.contentEncoding !== "gzip" || !isGzip(head)) return yield* all;
  let bytes = 0;
  for await (const piece of unpack(all, "gzip", Infinity)) {
    bytes += piece.length;
    if (bytes > maximumBytes) throw new ObjectTooLargeError(object, maximumBytes);
    yield piece;
  }
}

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

async function createClient({
  project,
  maximumRetries = defaultRetries,
}: CloudStorageOptions): Promise<Storage> {
  const { Storage } = await import("@google-cloud/storage");
  // Pub/Sub delivers again anyway, so the client's own tries stay well inside one delivery.
  return new Storage({
    projectId: project,
    retryOptions: { autoRetry: maximumRetries > 0, maxRetries: maximumRetries, totalTimeout: 60 },
  });
}

function storedObject(bucket: string, name: string, metadata: FileMetadata): StoredObject {
  const custom = Object.entries(metadata.metadata ?? {}).filter(([, value]) => value !== null);
  return {
    bucket,
    name,
    generation: String(metadata.generation),
    bytes: Number(metadata.size ?? 0),
    ...(metadata.crc32c !== undefined && { crc32c: metadata.crc32c }),
    ...(metadata.contentEncoding !== undefined && { contentEncoding: metadata.contentEncoding }),
    ...(metadata.timeCreated !== undefined && { createdAt: Date.parse(metadata.timeCreated) }),
    metadata: Object.fromEntries(custom.map(([key, value]) => [key, String(value)])),
  };
}

/** Storage may have unpacked it on the way, so the content says what it is. */
async function unpack(content: Buffer, object: StoredObject, maximumBytes: number): Promise<Uint8Array> {
  if (object.contentEncoding !== "gzip" || !isGzip(content)) {
    if (content.length > maximumBytes) throw new ObjectTooLargeError(object, maximumBytes);
    return content;
  }
  try {
    return await promisify(gunzip)(content, { maxOutputLength: maximumBytes });
  } catch (error) {
    const isLimit = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    // What is broken is for the reader of the CSV to refuse, with its own words.
    if (!isLimit) return content;
    throw new ObjectTooLargeError(object, maximumBytes);
  }
}
