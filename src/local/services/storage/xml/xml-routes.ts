// Cloud Storage's XML API as far as clients meet it: Go reads objects by it, signed addresses lead to it.
// https://cloud.google.com/storage/docs/xml-api/overview
import type { Context, Next } from "hono";
import { check, numberParameter } from "../conditions.ts";
import { checkClaims, claimsOf } from "../objects/checksums.ts";
import { download } from "../objects/download.ts";
import {
  sentBody,
  liveObject,
  newFields,
  segment,
  type App,
  type Parts,
  type Request,
} from "../uploads/parts.ts";
import { checkObjectName } from "../names.ts";
import { notEmulated } from "../storage-error.ts";
import { checkTimes, headerConditions, headerFields } from "./headers.ts";
import { multipartRoutes } from "./multipart-routes.ts";
import { checkSignedUrl, type SignatureHolds } from "./signed-url.ts";
import { xmlResponse } from "./element.ts";
import { listingXml } from "./xml-listing.ts";

const isOtherApi = /^\/(upload|download|resumable|batch|b|_local|run|v[0-9][^/]*|[^/]+\/v[0-9][^/]*)(\/|$)/;

/** Parts of a bucket or an object that a request without a value names: `?acl`. */
const subresources =
  /^(acl|cors|compose|encryption|lifecycle|location|logging|policy|storageClass|tagging|versioning|versions|website)$/;

export function xmlRoutes(app: App, parts: Parts, signatureHolds: SignatureHolds): void {
  const { buckets, contents, changes } = parts;
  const bucketPath = "/:bucket/";
  const objectPath = "/:bucket/:object{.+}";

  // What names no bucket may be a call of an API that the local cloud does not know; it is told so elsewhere.
  async function guard(request: Context, next: Next): Promise<Response | void> {
    const { path } = request.req;
    if (buckets.find(request.req.param("bucket") ?? "") === undefined && isOtherApi.test(path)) {
      return request.notFound();
    }
    checkSignedUrl(request, parts.context.clock.now(), signatureHolds);
    const other = Object.keys(request.req.query()).find((name) => subresources.test(name));
    if (other !== undefined)
      throw notEmulated(`'${other}' in the XML API of Cloud Storage; its JSON API may do it`);
    return next();
  }
  const paths = ["/:bucket", bucketPath, objectPath];
  for (const path of paths) app.use(path, guard);
  // What was refused half-way is read to its end, or the next request on the connection would wait forever.
  app.use(objectPath, async (request, next) => {
    await next();
    request.env.incoming.resume();
  });

  multipartRoutes(app, parts);

  const list = async (request: Request): Promise<Response> => {
    const { name } = buckets.get(segment(request, "bucket"));
    return xmlResponse(await listingXml(parts, name, request.req.query()));
  };
  app.get("/:bucket", list);
  app.get(bucketPath, list);

  app.get(objectPath, (request) => {
    const query = request.req.query();
    const object = liveObject(
      parts,
      segment(request, "bucket"),
      segment(request, "object"),
      numberParameter(query, "generation"),
    );
    check(headerConditions(request), object, "read");
    checkTimes(request, object.updated);
    const answer = download(contents, object, {
      isHead: request.req.method === "HEAD",
      range: request.req.header("range"),
      acceptEncoding: request.req.header("accept-encoding"),
    });
    for (const [key, value] of Object.entries(object.fields.metadata ?? {})) {
      if (/^[\w.-]+$/.test(key)) answer.headers.set(`x-goog-meta-${key}`, encodeURIComponent(value));
    }
    return answer;
  });

  app.put(objectPath, async (request) => {
    if (request.req.header("x-goog-copy-source") !== undefined) throw notEmulated("copies by the XML API");
    const name = segment(request, "object");
    checkObjectName(name);
    const bucket = buckets.get(segment(request, "bucket"));
    const { headers } = request.req.raw;
    const fields = newFields(bucket, headerFields(headers), {});
    const claims = claimsOf({ md5Hash: headers.get("content-md5") }, headers.get("x-goog-hash") ?? undefined);
    const content = await contents.write(sentBody(request));
    try {
      checkClaims(claims, content);
    } catch (error) {
      contents.remove(content.id);
      throw error;
    }
    const created = changes.finalize(
      { bucket: bucket.name, name, content, fields },
      headerConditions(request),
    );
    return new Response(null, {
      headers: {
        ETag: created.etag,
        "X-Goog-Generation": `${created.generation}`,
        "X-Goog-Metageneration": "1",
      },
    });
  });

  app.delete(objectPath, (request) => {
    const generation = numberParameter(request.req.query(), "generation");
    const object = liveObject(parts, segment(request, "bucket"), segment(request, "object"), generation);
    changes.remove(object, headerConditions(request), generation !== undefined);
    return request.body(null, 204);
  });

  for (const path of paths) {
    app.on(["POST", "PUT", "DELETE", "PATCH"], path, (request) => {
      throw notEmulated(`${request.req.method} in the XML API of Cloud Storage; its JSON API may do it`);
    });
  }
}
