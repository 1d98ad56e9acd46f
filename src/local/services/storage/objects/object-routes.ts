// Routes of objects, but for uploads and copies. https://cloud.google.com/storage/docs/json_api/v1/objects
import type { Hono } from "hono";
import type { HttpBindings } from "@hono/node-server";
import { check, conditionsOf } from "../conditions.ts";
import { download } from "./download.ts";
import { list, listOptions } from "./listing.ts";
import { objectFields } from "./object-fields.ts";
import { jsonBody, namedObject, segment, type Parts, type Request } from "../uploads/parts.ts";
import { mergePatch } from "../resource.ts";

export function objectRoutes(app: Hono<{ Bindings: HttpBindings }>, parts: Parts): void {
  const { buckets, objects, changes } = parts;

  app.get("/b/:bucket/o", (request) => {
    const { name } = buckets.get(segment(request, "bucket"));
    const { items, prefixes, nextPageToken } = list(
      (start) => objects.scan(name, start),
      listOptions(request.req.query()),
    );
    return request.json({
      kind: "storage#objects",
      ...(nextPageToken !== undefined && { nextPageToken }),
      ...(prefixes.length > 0 && { prefixes }),
      ...(items.length > 0 && { items: items.map((item) => objects.resource(item)) }),
    });
  });

  app.get("/b/:bucket/o/:object", (request) =>
    getObject(parts, request, request.req.query("alt") === "media"),
  );

  app.patch("/b/:bucket/o/:object", async (request) => {
    const body = await jsonBody(request);
    const object = namedObject(parts, request);
    const updated = changes.update(
      object,
      ({ fields }) => objectFields(mergePatch({ ...fields }, withoutClass(body)), fields.storageClass),
      writeConditions(request),
    );
    return request.json(objects.resource(updated));
  });
  app.put("/b/:bucket/o/:object", async (request) => {
    const body = await jsonBody(request);
    const object = namedObject(parts, request);
    const updated = changes.update(
      object,
      ({ fields }) => objectFields(withoutClass(body), fields.storageClass),
      writeConditions(request),
    );
    return request.json(objects.resource(updated));
  });
  app.delete("/b/:bucket/o/:object", (request) => {
    changes.remove(namedObject(parts, request), writeConditions(request));
    return request.body(null, 204);
  });
}

/** The links in `mediaLink`, which answer with the content unless the metadata are asked for. */
export function downloadRoutes(app: Hono<{ Bindings: HttpBindings }>, parts: Parts): void {
  app.get("/download/storage/v1/b/:bucket/o/:object", (request) =>
    getObject(parts, request, request.req.query("alt") !== "json"),
  );
}

const writeConditions = (request: Request) =>
  conditionsOf(request.req.query(), (name) => request.req.header(name));

/** The class of an object changes by a rewrite only. */
function withoutClass(body: Record<string, unknown>): Record<string, unknown> {
  const { storageClass: _class, ...rest } = body;
  return rest;
}

function getObject(parts: Parts, request: Request, isMedia: boolean): Response {
  const object = namedObject(parts, request);
  check(writeConditions(request), object, "read");
  if (!isMedia) return request.json(parts.objects.resource(object));
  return download(parts.contents, object, {
    isHead: request.req.method === "HEAD",
    range: request.req.header("range"),
    acceptEncoding: request.req.header("accept-encoding"),
  });
}
