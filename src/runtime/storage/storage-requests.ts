// Requests to Cloud Storage's JSON API as every forecast makes them: one question, one answer that is taken whole. Google's
// client is for all else, and says here where Storage is and who asks (docs/decisions/0068-plain-requests-to-storage.md).
import { randomUUID } from "node:crypto";
import type { Storage } from "@google-cloud/storage";
import {
  createPlainRequests,
  refusalIn,
  type PlainAnswer,
  type PlainRequest,
  type Refusal,
} from "../plain-requests.ts";

/** What changes something names the generation that it replaces, so that it may be sent twice. */
export interface StorageRequest extends Partial<PlainRequest> {
  method: PlainRequest["method"];
  bucket: string;
  /** Undefined for an upload, whose query names it. */
  name?: string;
  query: Readonly<Record<string, string | undefined>>;
}

export type StorageAnswer = Omit<PlainAnswer, "status">;

export type AskStorage = (request: StorageRequest) => Promise<StorageAnswer>;

/** Storage's no, in the form that Google's client gives it. */
class StorageRefusal extends Error {
  readonly code: number;
  readonly errors: Refusal["errors"];

  constructor(code: number, body: Buffer) {
    const { message, errors } = refusalIn(code, body.toString());
    super(message);
    this.name = "StorageRefusal";
    this.code = code;
    this.errors = errors;
  }
}

const silenceMs = 60_000;

/** @throws StorageRefusal, or what the network says, from each request */
export function createStorageRequests(client: () => Promise<Storage>): AskStorage {
  const send = createPlainRequests(silenceMs);
  return async (asked) => {
    const { method, body } = asked;
    const storage = await client();
    const url = addressOf(storage, asked);
    const headers = { "user-agent": "cloud-runner", ...(await credentials(storage, url)), ...asked.headers };
    const { status, ...answer } = await send(url, { method, headers, body });
    if (status < 200 || status > 299) throw new StorageRefusal(status, answer.body);
    return answer;
  };
}

/** As Google's client has it, an emulator is asked without any. */
async function credentials(storage: Storage, url: string): Promise<Record<string, string>> {
  if (storage.customEndpoint) return {};
  try {
    return Object.fromEntries(await storage.authClient.getRequestHeaders(url));
  } catch (cause) {
    // Its status is not that of Storage.
    throw new Error(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function addressOf(
  { baseUrl, apiEndpoint }: Storage,
  { bucket, name, query }: Pick<StorageRequest, "bucket" | "name" | "query">,
): string {
  const objects = `b/${encodeURIComponent(bucket)}/o`;
  const path =
    name === undefined
      ? `${apiEndpoint}/upload/storage/v1/${objects}`
      : `${baseUrl}/${objects}/${encodeURIComponent(name)}`;
  const asked = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`],
  );
  return asked.length === 0 ? path : `${path}?${asked.join("&")}`;
}

/** An upload in one request: the metadata as JSON, then the content. */
export function multipart(
  metadata: object,
  content: Uint8Array,
  contentType: string,
): Pick<StorageRequest, "headers" | "body"> {
  const boundary = randomUUID();
  const head = `--${boundary}\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(metadata)}\r\n--${boundary}\r\nContent-Type: ${contentType}\r\n\r\n`;
  return {
    headers: { "content-type": `multipart/related; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--`)]),
  };
}

/**
 * Whether a content came as it lies in Storage. What was unpacked on the way has no checksum.
 * https://cloud.google.com/storage/docs/hashes-etags
 */
export function isWhole({ headers, body }: StorageAnswer, { crc32cGenerator }: Storage): boolean {
  const stored = headers["x-goog-stored-content-encoding"];
  const isAsStored = stored === "identity" || (stored === "gzip" && headers["content-encoding"] === "gzip");
  const expected = /(?:^|,)\s*crc32c=([^,\s]+)/.exec(String(headers["x-goog-hash"] ?? ""))?.[1];
  if (!isAsStored || expected === undefined) return true;
  const sum = crc32cGenerator();
  sum.update(body);
  return sum.validate(expected);
}
