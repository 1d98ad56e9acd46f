// Requests to Cloud Storage's JSON API as every forecast makes them: one question, one answer that is taken whole. Google's
// client is for all else, and says here where Storage is and who asks (docs/decisions/0068-plain-requests-to-storage.md).
import { randomUUID } from "node:crypto";
import { Agent, request as requestHttp, type IncomingHttpHeaders } from "node:http";
import { Agent as TlsAgent, request as requestHttps } from "node:https";
import type { Storage } from "@google-cloud/storage";

export interface StorageRequest {
  /** Each of these may be sent twice: what changes something names the generation that it replaces. */
  method: "GET" | "POST" | "DELETE";
  bucket: string;
  /** Undefined for an upload, whose query names it. */
  name?: string;
  query: Readonly<Record<string, string | undefined>>;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array;
}

export interface StorageAnswer {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export type AskStorage = (request: StorageRequest) => Promise<StorageAnswer>;

/** Storage's no, in the form that Google's client gives it. */
class StorageRefusal extends Error {
  readonly code: number;
  readonly errors: readonly { reason?: string; message?: string }[];

  constructor(code: number, body: Buffer) {
    const { message, errors = [] } = errorIn(body.toString());
    super(message ?? `it answered ${code}`);
    this.name = "StorageRefusal";
    this.code = code;
    this.errors = errors;
  }
}

/** Without a sign of life for so long, a connection is given up; one that rests is closed. */
const silenceMs = 60_000;

/** @throws StorageRefusal, or what the network says, from each request */
export function createStorageRequests(client: () => Promise<Storage>): AskStorage {
  const plain = new Agent({ keepAlive: true, timeout: silenceMs });
  const tls = new TlsAgent({ keepAlive: true, timeout: silenceMs });

  async function ask(asked: StorageRequest): Promise<StorageAnswer> {
    const storage = await client();
    const url = addressOf(storage, asked);
    const headers = { "user-agent": "cloud-runner", ...(await credentials(storage, url)), ...asked.headers };
    const { status, ...answer } = await send(url, headers, asked);
    if (status < 200 || status > 299) throw new StorageRefusal(status, answer.body);
    return answer;
  }

  function send(
    url: string,
    headers: Record<string, string>,
    asked: StorageRequest,
    isSecond = false,
  ): Promise<StorageAnswer & { status: number }> {
    const { method, body } = asked;
    const isTls = url.startsWith("https:");
    return new Promise((resolve, reject) => {
      const request = (isTls ? requestHttps : requestHttp)(url, {
        method,
        headers: { ...headers, ...(body && { "content-length": body.length }) },
        agent: isSecond ? false : isTls ? tls : plain,
      });
      const failed = (error: Error) => {
        // A connection that rested may have been closed at the other end, which says nothing about Storage.
        if (request.reusedSocket && !isSecond) send(url, headers, asked, true).then(resolve, reject);
        else reject(error);
      };
      request.on("error", failed);
      request.on("timeout", () => request.destroy(new Error("Cloud Storage does not answer.")));
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", failed);
        response.on("end", () => {
          const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
          resolve({ status: response.statusCode!, headers: response.headers, body: whole });
        });
      });
      request.end(body);
    });
  }

  return ask;
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

function errorIn(text: string): { message?: string; errors?: StorageRefusal["errors"] } {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; errors?: StorageRefusal["errors"] } };
    return error ?? {};
  } catch {
    // A download is refused with the sentence alone, and a proxy answers with a page.
    return text.trim() === "" || text.trimStart().startsWith("<") ? {} : { message: text.trim() };
  }
}
