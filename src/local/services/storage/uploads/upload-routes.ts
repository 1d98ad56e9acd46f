// Uploads in one request: the content alone, or metadata and content in two parts. Resumable ones are handed on.
// https://cloud.google.com/storage/docs/json_api/v1/objects/insert
import { checkClaims, claimsOf } from "../objects/checksums.ts";
import { conditionsOf } from "../conditions.ts";
import { sizeLimit, tooLarge } from "../objects/contents.ts";
import { boundaryOf, readMultipart } from "./multipart.ts";
import { contentOf, destinationOf, newFields, type App, type Parts, type Request } from "./parts.ts";
import type { ResumableUploads } from "./resumable.ts";
import { withoutNulls } from "../resource.ts";
import { StorageError } from "../storage-error.ts";

export function uploadRoutes(app: App, parts: Parts, resumable: ResumableUploads): void {
  const { buckets, contents, changes, objects } = parts;

  async function insert(
    request: Request,
    metadata: Record<string, unknown>,
    contentType: string | undefined,
    source: AsyncIterable<Uint8Array>,
  ): Promise<Response> {
    const { bucket, name, metadata: given } = destinationOf(request, metadata);
    const query = request.req.query();
    const conditions = conditionsOf(query);
    const withType = { contentType: contentType ?? "application/octet-stream", ...given };
    const fields = newFields(buckets.get(bucket), withType, query);
    const claims = claimsOf(given, request.req.header("x-goog-hash"));
    const content = await contents.write(source);
    try {
      checkClaims(claims, content);
    } catch (error) {
      contents.remove(content.id);
      throw error;
    }
    return request.json(objects.resource(changes.finalize({ bucket, name, content, fields }, conditions)));
  }

  async function post(request: Request): Promise<Response> {
    const contentType = request.req.header("content-type");
    const uploadType = request.req.query("uploadType");
    // A session takes POST as PUT: gcsfs and Go's client send nothing else.
    if (request.req.query("upload_id") !== undefined) return resumable.put(request);
    if (Number(request.req.header("content-length") ?? 0) > sizeLimit) throw tooLarge();
    if (uploadType === "media") return insert(request, {}, contentType, contentOf(request));
    if (uploadType === "resumable") return resumable.start(request);
    if (uploadType !== "multipart") {
      throw new StorageError(400, "badRequest", "Upload type must be media, multipart or resumable.");
    }
    const boundary = boundaryOf(contentType ?? "");
    const body = contentOf(request);
    try {
      const upload = await readMultipart(body, boundary);
      return await insert(request, withoutNulls(upload.metadata), upload.contentType, upload.content);
    } finally {
      await body.return?.();
    }
  }

  // What was refused half-way is read to its end, or the next request on the connection would wait forever.
  app.use(async (request, next) => {
    await next();
    if (!/^(\/resumable)?\/upload\//.test(request.req.path)) return;
    request.env.incoming.resume();
  });
  // gcloud sends resumable uploads below /resumable.
  for (const base of ["/upload/storage/v1", "/resumable/upload/storage/v1"]) {
    app.post(`${base}/b/:bucket/o`, post);
    app.put(`${base}/b/:bucket/o`, (request) => resumable.put(request));
    app.delete(`${base}/b/:bucket/o`, (request) => resumable.cancel(request));
  }
}
