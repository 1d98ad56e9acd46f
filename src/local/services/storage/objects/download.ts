// Contents on their way out: whole, in part, and with gzip undone for those who cannot.
// https://cloud.google.com/storage/docs/json_api/v1/objects/get and https://cloud.google.com/storage/docs/transcoding
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Contents } from "./contents.ts";
import type { StoredObject } from "./objects.ts";
import { StorageError } from "../storage-error.ts";

export interface Wanted {
  /** Only the headers are asked for. */
  isHead: boolean;
  /** The Range header. */
  range?: string | undefined;
  acceptEncoding?: string | undefined;
}

export function download(contents: Contents, object: StoredObject, wanted: Wanted): Response {
  const { content, fields } = object;
  const headers: Record<string, string> = {
    "Content-Type": headerText(fields.contentType ?? "application/octet-stream"),
    ETag: object.etag,
    "Last-Modified": new Date(object.updated).toUTCString(),
    "X-Goog-Generation": `${object.generation}`,
    "X-Goog-Metageneration": `${object.metageneration}`,
    "X-Goog-Storage-Class": fields.storageClass,
    "X-Goog-Hash": `crc32c=${content.crc32c}${content.md5Hash ? `,md5=${content.md5Hash}` : ""}`,
    "X-Goog-Stored-Content-Length": `${content.size}`,
    "X-Goog-Stored-Content-Encoding": headerText(fields.contentEncoding || "identity"),
    "Cache-Control": headerText(fields.cacheControl ?? "no-cache, no-store, max-age=0, must-revalidate"),
    "Accept-Ranges": "bytes",
  };
  if (fields.contentDisposition) headers["Content-Disposition"] = headerText(fields.contentDisposition);
  if (fields.contentLanguage) headers["Content-Language"] = headerText(fields.contentLanguage);

  const isTranscoded =
    fields.contentEncoding === "gzip" &&
    !/\bgzip\b/.test(wanted.acceptEncoding ?? "") &&
    !/\bno-transform\b/.test(fields.cacheControl ?? "");
  if (isTranscoded) {
    if (wanted.isHead) return new Response(null, { headers });
    // A range of what is stored would be no range of what is answered, so the whole is answered.
    const unzipped = createGunzip();
    // Unlike pipe, it closes the file when the reader goes away. What fails, fails for the reader.
    pipeline(contents.read(content), unzipped, () => {});
    return new Response(Readable.toWeb(unzipped) as ReadableStream, { headers });
  }
  if (fields.contentEncoding) headers["Content-Encoding"] = headerText(fields.contentEncoding);

  const range = parseRange(wanted.range, content.size);
  if (range) headers["Content-Range"] = `bytes ${range.start}-${range.end}/${content.size}`;
  const length = range ? range.end - range.start + 1 : content.size;
  headers["Content-Length"] = `${length}`;
  const status = range ? 206 : 200;
  if (length === 0 || wanted.isHead) return new Response(null, { status, headers });
  const small = range === undefined ? contents.readSmall(content.id) : undefined;
  if (small !== undefined) return new Response(small, { status, headers });
  return new Response(Readable.toWeb(contents.read(content, range)) as ReadableStream, {
    status,
    headers,
  });
}

/** A header is a string of bytes; those of UTF-8, as Google sends them. */
const headerText = (text: string): string => Buffer.from(text).toString("latin1");

const rangeNotSatisfiable = (size: number): StorageError =>
  new StorageError(
    416,
    "requestedRangeNotSatisfiable",
    "Request range not satisfiable",
    { locationType: "header", location: "Range" },
    { "Content-Range": `bytes */${size}` },
  );

/** @throws StorageError 416 */
function parseRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const found = /^bytes=(?:([0-9]+)-([0-9]*)|-([0-9]+))$/.exec(header?.trim() ?? "");
  // What is no single range is answered as if it were not there. https://www.rfc-editor.org/rfc/rfc9110#section-14.2
  if (!found) return undefined;
  const [, first, last, suffix] = found;
  const start = first === undefined ? Math.max(0, size - Number(suffix)) : Number(first);
  const end = Math.min(size - 1, last ? Number(last) : size - 1);
  if (last && Number(last) < start) return undefined;
  if (start > end || suffix === "0") {
    throw rangeNotSatisfiable(size);
  }
  return { start, end };
}
