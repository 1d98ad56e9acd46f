// The body of a multipart/related upload: a part with the metadata as JSON, then the content, read as a stream.
// https://cloud.google.com/storage/docs/uploading-objects#uploading-an-object
import { parseMessage } from "../../../message.ts";
import { StorageError } from "../storage-error.ts";

export interface MultipartUpload {
  metadata: Record<string, unknown>;
  /** Content-Type of the content's part. */
  contentType: string | undefined;
  /** To be read to its end; throws when the body ends without its closing boundary. */
  content: AsyncIterable<Buffer>;
}

/** Metadata of an object is a few KB; what is much longer is no metadata. */
const metadataLimit = 1024 * 1024;

/** As much as Node takes of a request's own headers. */
const headersLimit = 16 * 1024;

const malformed = () => new StorageError(400, "badContent", "Multipart body is malformed.");

const metadataTooLarge = () => new StorageError(400, "invalid", "Metadata part is too large.");

/** The boundary of a multipart Content-Type; gcloud writes it in single quotes, others bare or in double ones. */
export function boundaryOf(contentType: string, kind: "related" | "mixed" = "related"): string {
  const found = /;\s*boundary=(?:"([^"]+)"|'([^']+)'|([^\s;]+))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2] ?? found?.[3];
  if (!contentType.toLowerCase().startsWith(`multipart/${kind}`) || boundary === undefined) throw malformed();
  return boundary;
}

export async function readMultipart(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
): Promise<MultipartUpload> {
  const chunks = source[Symbol.asyncIterator]();
  let buffer: Buffer = Buffer.alloc(0);

  /** Whether there was more. */
  async function read(): Promise<boolean> {
    const { value, done } = await chunks.next();
    if (done) return false;
    buffer = buffer.length === 0 ? Buffer.from(value) : Buffer.concat([buffer, value]);
    return true;
  }

  /** Takes everything before `delimiter`, and drops the delimiter. */
  async function takeUntil(delimiter: string, tooLong = malformed): Promise<Buffer> {
    for (;;) {
      const at = buffer.indexOf(delimiter);
      if (at >= 0) {
        const taken = buffer.subarray(0, at);
        buffer = buffer.subarray(at + Buffer.byteLength(delimiter));
        return taken;
      }
      if (buffer.length > metadataLimit) throw tooLong();
      if (!(await read())) throw malformed();
    }
  }

  /** Header lines up to the empty one; both line ends are taken, as gcloud ends its lines with LF alone. */
  async function takeHeaders(): Promise<Map<string, string>> {
    const headers = new Map<string, string>();
    for (let size = 0; ; ) {
      const line = (await takeUntil("\n")).toString("utf8").trimEnd();
      if (line === "") return headers;
      size += line.length + 1;
      const colon = line.indexOf(":");
      if (colon < 1 || size > headersLimit) throw malformed();
      headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
  }

  await takeUntil(`--${boundary}`);
  // The first boundary shows how this sender ends lines; the end before a boundary belongs to the boundary.
  const delimiter = `${(await takeUntil("\n")).toString("latin1").endsWith("\r") ? "\r\n" : "\n"}--${boundary}`;
  await takeHeaders();
  const metadata = parseMetadata(await takeUntil(delimiter, metadataTooLarge));
  await takeUntil("\n");
  const headers = await takeHeaders();

  async function* content(): AsyncGenerator<Buffer> {
    const heldBack = Buffer.byteLength(delimiter) - 1;
    for (;;) {
      const at = buffer.indexOf(delimiter);
      if (at >= 0) {
        if (at > 0) yield buffer.subarray(0, at);
        buffer = buffer.subarray(at + heldBack + 1);
        while (buffer.length < 2) if (!(await read())) throw malformed();
        if (buffer.toString("latin1", 0, 2) !== "--") throw malformed();
        while (await read()) buffer = Buffer.alloc(0);
        return;
      }
      // The tail may be the beginning of the boundary.
      const safe = buffer.length - heldBack;
      if (safe > 0) {
        yield buffer.subarray(0, safe);
        buffer = buffer.subarray(safe);
      }
      if (!(await read())) throw malformed();
    }
  }

  return { metadata, contentType: headers.get("content-type"), content: content() };
}

export function parseMetadata(text: Uint8Array): Record<string, unknown> {
  const metadata = parseMessage(Buffer.from(text).toString("utf8"));
  if (!metadata) throw new StorageError(400, "parseError", "Parse Error");
  return metadata;
}
