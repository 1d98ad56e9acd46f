// What the container asks of Cloud Storage.
import { CloudError } from "../../core/errors.ts";

export interface StoredObject {
  bucket: string;
  name: string;
  /** An int64 as text; compare with `isOlder`. */
  generation: string;
  bytes: number;
  crc32c?: string;
  contentEncoding?: string;
  /** Milliseconds since the epoch. */
  createdAt?: number;
  /** Custom metadata. */
  metadata: Readonly<Record<string, string>>;
}

export interface NewObject {
  bucket: string;
  name: string;
  content: string | Uint8Array | StoredParts;
  contentType: string;
  metadata: Readonly<Record<string, string>>;
  /** The generation that this write replaces; `"0"` = there must be none. */
  replaces: string;
}

/** Content that is put together in Storage, of objects in the same bucket; their number is `mostParts` at most. */
export interface StoredParts {
  parts: readonly Pick<StoredObject, "name" | "generation">[];
}

/** https://docs.cloud.google.com/storage/docs/composite-objects */
export const mostParts = 32;

/** Every method throws CloudError when Storage cannot be reached or says no. */
export interface ObjectStore {
  /** The object, or that very generation of it; undefined when it is not there (any more). */
  stat(bucket: string, name: string, generation?: string): Promise<StoredObject | undefined>;
  /**
   * Content of exactly that generation; undefined when it is gone.
   * @throws ObjectTooLargeError when it has more than `maximumBytes`, unpacked.
   */
  read(object: StoredObject, maximumBytes: number): Promise<Uint8Array | undefined>;
  /**
   * The same, piece by piece as it arrives; an upload that was sent packed comes in one piece.
   * @throws as read does, now or while the pieces come; an object that is gone by then is a passing fault
   */
  open(object: StoredObject, maximumBytes: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Bytes from `start` up to `end` of exactly that generation, as it is stored; undefined when it is gone. */
  readRange(object: StoredObject, start: number, end: number): Promise<Uint8Array | undefined>;
  /** The objects under a prefix, by name. @param glob as Cloud Storage reads one: only those that it finds */
  list(bucket: string, prefix: string, glob?: string): Promise<StoredObject[]>;
  /**
   * Gives the new generation. `conflict`: the live generation is not the one to be replaced; nothing was written, or
   * it was and only the answer was lost.
   * @throws CloudError storage.refused when a part is gone
   */
  write(object: NewObject): Promise<{ generation: string } | "conflict">;
  /** Sets these keys of the custom metadata of exactly that generation. `conflict`: it is not the live one any more. */
  update(
    object: Pick<StoredObject, "bucket" | "name" | "generation">,
    metadata: Readonly<Record<string, string>>,
  ): Promise<"updated" | "conflict">;
  /** Removes that generation if it is still the live one. */
  remove(object: Pick<StoredObject, "bucket" | "name" | "generation">): Promise<"removed" | "conflict">;
}

/** More than allowed, once decompressed: `Content-Encoding: gzip` can hide a thousandfold. */
export class ObjectTooLargeError extends Error {
  readonly object: StoredObject;
  readonly maximumBytes: number;

  constructor(object: StoredObject, maximumBytes: number) {
    super(`gs://${object.bucket}/${object.name} holds more than ${maximumBytes} bytes.`);
    this.name = "ObjectTooLargeError";
    this.object = object;
    this.maximumBytes = maximumBytes;
  }
}

/** Generations grow with every write of a name. */
export function isOlder(generation: string, than: string): boolean {
  return BigInt(generation) < BigInt(than);
}

/** For a write that lost against other deliveries too often: a redelivery finds what they left. */
export const contended = (message: string): CloudError =>
  new CloudError(message, { code: "storage.contended", status: "ABORTED", retryable: true });
