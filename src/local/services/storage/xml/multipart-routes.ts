// Uploads in parts, as Google's Python client sends large files from several threads.
// https://cloud.google.com/storage/docs/xml-api/post-object-multipart
import { check, type Query } from "../conditions.ts";
import { checkClaims, claimsOf } from "../objects/checksums.ts";
import { checkObjectName } from "../names.ts";
import { invalid, StorageError } from "../storage-error.ts";
import type { MultipartUpload, UploadedPart } from "../uploads/multipart-uploads.ts";
import { newFields, segment, sentBody, type App, type Parts, type Request } from "../uploads/parts.ts";
import { uploadElement, xmlResponse, type Child } from "./element.ts";
import { headerConditions, headerFields } from "./headers.ts";

const mostParts = 10_000;
/** Of all parts but the last. */
const smallestPart = 5 * 1024 * 1024;

export function multipartRoutes(app: App, parts: Parts): void {
  const { buckets, objects, contents, changes, multipart } = parts;

  function uploadOf(request: Request): { id: string; upload: MultipartUpload } {
    const id = request.req.query("uploadId") ?? "";
    const upload = multipart.find(id);
    const isIt = upload?.bucket === segment(request, "bucket") && upload.name === segment(request, "object");
    if (upload && isIt) return { id, upload };
    throw new StorageError(404, "NoSuchUpload", `There is no upload ${id} of this object.`);
  }

  function start(request: Request): Response {
    const [bucket, name] = [buckets.get(segment(request, "bucket")), segment(request, "object")];
    checkObjectName(name);
    const fields = headerFields(request.req.raw.headers);
    newFields(bucket, fields, {});
    const id = multipart.start({ bucket: bucket.name, name, fields });
    return xmlResponse(
      uploadElement("InitiateMultipartUploadResult", [...place(bucket.name, name), ["UploadId", id]]),
    );
  }

  async function put(request: Request): Promise<Response> {
    const { id } = uploadOf(request);
    const number = Number(request.req.query("partNumber"));
    if (!Number.isInteger(number) || number < 1 || number > mostParts)
      throw invalid(`partNumber must be a number from 1 to ${mostParts}.`);
    const claims = claimsOf(
      { md5Hash: request.req.header("content-md5") },
      request.req.header("x-goog-hash"),
    );
    const content = await contents.write(sentBody(request));
    try {
      checkClaims(claims, content);
      // It may have been completed or aborted meanwhile.
      uploadOf(request);
      multipart.put(id, number, content);
    } catch (error) {
      contents.remove(content.id);
      throw error;
    }
    const hash = `crc32c=${content.crc32c},md5=${content.md5Hash}`;
    return new Response(null, { headers: { ETag: etagOf({ content }), "X-Goog-Hash": hash } });
  }

  async function complete(request: Request): Promise<Response> {
    const { id, upload } = uploadOf(request);
    const { bucket, name, fields: sent } = upload;
    const chosen = chosenParts(await request.req.text(), multipart.parts(id));
    const conditions = headerConditions(request);
    check(conditions, objects.find(bucket, name), "write");
    const fields = newFields(buckets.get(bucket), sent, {});
    const { md5Hash: _, ...content } = await contents.write(joined(chosen));
    let gone: { id: string }[] = [];
    const created = changes.finalize({ bucket, name, content, fields }, conditions, () => {
      // Another request may have completed or aborted it meanwhile.
      uploadOf(request);
      gone = multipart.forget(id);
    });
    for (const part of gone) contents.remove(part.id);
    const location = new URL(request.req.url);
    location.search = "";
    const answer = xmlResponse(
      uploadElement("CompleteMultipartUploadResult", [
        ["Location", location.href],
        ...place(bucket, name),
        ["ETag", `"${created.etag}"`],
      ]),
    );
    answer.headers.set("X-Goog-Generation", `${created.generation}`);
    answer.headers.set("X-Goog-Hash", `crc32c=${content.crc32c}`);
    return answer;
  }

  async function* joined(chosen: readonly UploadedPart[]): AsyncGenerator<Uint8Array> {
    for (const { content } of chosen) yield* contents.read(content) as AsyncIterable<Uint8Array>;
  }

  function listParts(request: Request): Response {
    const { id, upload } = uploadOf(request);
    const { "max-parts": most, "part-number-marker": marker = "0" } = request.req.query();
    const { page, isTruncated } = pageOf(
      multipart.parts(id).filter(({ number }) => number > Number(marker)),
      most,
    );
    return xmlResponse(
      uploadElement("ListPartsResult", [
        ...place(upload.bucket, upload.name),
        ["UploadId", id],
        ["PartNumberMarker", marker],
        ["NextPartNumberMarker", `${page.at(-1)?.number ?? marker}`],
        ["IsTruncated", `${isTruncated}`],
        ...page.map(
          (part): Child => [
            "Part",
            [
              ["PartNumber", `${part.number}`],
              ["LastModified", part.updated],
              ["ETag", etagOf(part)],
              ["Size", `${part.content.size}`],
            ],
          ],
        ),
      ]),
    );
  }

  function listUploads(request: Request): Response {
    const { name: bucket } = buckets.get(segment(request, "bucket"));
    const query: Query = request.req.query();
    const { prefix = "", "key-marker": keyMarker = "", "upload-id-marker": idMarker = "" } = query;
    const after = multipart
      .of(bucket)
      .filter(({ name, id }) => name.startsWith(prefix) && isBehind({ name, id }, keyMarker, idMarker));
    const { page, isTruncated } = pageOf(after, query["max-uploads"]);
    return xmlResponse(
      uploadElement("ListMultipartUploadsResult", [
        ["Bucket", bucket],
        ["Prefix", prefix],
        ["IsTruncated", `${isTruncated}`],
        ...(isTruncated ? nextMarkers(page.at(-1)!) : []),
        ...page.map(
          ({ id, name, timeCreated }): Child => [
            "Upload",
            [
              ["Key", name],
              ["UploadId", id],
              ["Initiated", timeCreated],
            ],
          ],
        ),
      ]),
    );
  }

  app.get("/:bucket/", (request, next) => (asks(request, "uploads") ? listUploads(request) : next()));
  app.get("/:bucket", (request, next) => (asks(request, "uploads") ? listUploads(request) : next()));
  app.on(["GET", "PUT", "POST", "DELETE"], "/:bucket/:object{.+}", (request, next) => {
    const { method } = request.req;
    if (method === "POST" && asks(request, "uploads")) return start(request);
    if (!asks(request, "uploadId")) return next();
    if (method === "PUT") return put(request);
    if (method === "POST") return complete(request);
    if (method === "GET") return listParts(request);
    multipart.abort(uploadOf(request).id);
    return request.body(null, 204);
  });
}

const asks = (request: Request, name: string): boolean => request.req.query(name) !== undefined;

const place = (bucket: string, name: string): Child[] => [
  ["Bucket", bucket],
  ["Key", name],
];

const etagOf = ({ content }: Pick<UploadedPart, "content">): string =>
  `"${Buffer.from(content.md5Hash, "base64").toString("hex")}"`;

function pageOf<T>(items: readonly T[], most = "1000"): { page: T[]; isTruncated: boolean } {
  const size = Math.min(Math.max(1, Number(most) || 1), 1000);
  return { page: items.slice(0, size), isTruncated: items.length > size };
}

const isBehind = ({ name, id }: { name: string; id: string }, keyMarker: string, idMarker: string): boolean =>
  name > keyMarker || (name === keyMarker && idMarker !== "" && id > idMarker);

const nextMarkers = ({ name, id }: { name: string; id: string }): Child[] => [
  ["NextKeyMarker", name],
  ["NextUploadIdMarker", id],
];

/** The parts that the body lists. @throws StorageError 400 */
function chosenParts(body: string, uploaded: readonly UploadedPart[]): UploadedPart[] {
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  const chosen = body.split("</Part>").flatMap((text): UploadedPart[] => {
    const number = /<PartNumber>\s*([0-9]+)\s*</.exec(text)?.[1];
    if (number === undefined) return [];
    const etag = /<ETag>([^<]*)</.exec(text)?.[1]?.replaceAll("&quot;", '"').trim() ?? "";
    const part = byNumber.get(Number(number));
    if (!part || etag.replaceAll('"', "") !== etagOf(part).replaceAll('"', ""))
      throw new StorageError(400, "InvalidPart", `Part ${number} was not uploaded, or has another ETag.`);
    return [part];
  });
  if (chosen.length === 0) throw new StorageError(400, "MalformedXML", "The body lists no parts.");
  for (const [index, { number, content }] of chosen.entries()) {
    const next = chosen[index + 1];
    if (next === undefined) break;
    if (next.number <= number)
      throw new StorageError(400, "InvalidPartOrder", "The parts are not in the order of their numbers.");
    if (content.size < smallestPart)
      throw new StorageError(400, "EntityTooSmall", `Part ${number} has fewer than ${smallestPart} bytes.`);
  }
  return chosen;
}
