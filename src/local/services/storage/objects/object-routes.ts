// Routes of objects, but for uploads and copies. https://cloud.google.com/storage/docs/json_api/v1/objects
import { check, isTrue } from "../conditions.ts";
import { download } from "./download.ts";
import { list } from "./listing.ts";
import { objectFields } from "./object-fields.ts";
import {
  jsonBody,
  namedObject,
  patchBody,
  requestConditions,
  segment,
  type App,
  type Parts,
  type Request,
} from "../uploads/parts.ts";
import { startTurn } from "../../turns.ts";
import { refuseAcl } from "../acl.ts";
import { refuseObjectSettings } from "../refused-settings.ts";
import { mergePatch, pick } from "../resource.ts";
import { invalid } from "../storage-error.ts";

type Fields = Record<string, unknown>;

export function objectRoutes(app: App, parts: Parts): void {
  const { buckets, objects, former, changes } = parts;

  app.get("/b/:bucket/o", async (request) => {
    const { name } = buckets.get(segment(request, "bucket"));
    const query = request.req.query();
    const [versions, softDeleted] = [isTrue(query, "versions"), isTrue(query, "softDeleted")];
    if (versions && softDeleted) throw invalid("Only one of versions and softDeleted can be true.");
    const kind = versions ? "versions" : "softDeleted";
    const { items, prefixes, nextPageToken } = await list(
      (start) => (versions || softDeleted ? former.scan(kind, name, start) : objects.scan(name, start)),
      query,
      startTurn(parts.context.clock),
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

  /** @param change the fields that the object gets, from those that it has and the body */
  const update =
    (read: typeof jsonBody, change: (fields: Fields, body: Fields) => Fields) =>
    async (request: Request): Promise<Response> => {
      // The class of an object changes by a rewrite only.
      const { storageClass: _class, ...body } = await read(request);
      refuseAcl(buckets.get(segment(request, "bucket")), body, request.req.query());
      refuseObjectSettings(body);
      const updated = changes.update(
        namedObject(parts, request),
        ({ fields }) => ({
          ...objectFields(change({ ...fields }, body), fields.storageClass),
          ...pick({ ...fields }, ["timeStorageClassUpdated"]),
        }),
        requestConditions(request),
      );
      return request.json(objects.resource(updated));
    };
  app.patch("/b/:bucket/o/:object", update(patchBody, mergePatch));
  app.put(
    "/b/:bucket/o/:object",
    update(jsonBody, (_fields, body) => body),
  );
  app.delete("/b/:bucket/o/:object", (request) => {
    const isForGood = Boolean(request.req.query("generation"));
    changes.remove(namedObject(parts, request), requestConditions(request), isForGood);
    return request.body(null, 204);
  });
}

/** The links in `mediaLink`, which answer with the content unless the metadata are asked for. */
export function downloadRoutes(app: App, parts: Parts): void {
  app.get("/download/storage/v1/b/:bucket/o/:object", (request) =>
    getObject(parts, request, request.req.query("alt") !== "json"),
  );
}

function getObject(parts: Parts, request: Request, isMedia: boolean): Response {
  const object = namedObject(parts, request);
  check(requestConditions(request), object, "read");
  if (!isMedia) return request.json(parts.objects.resource(object));
  return download(parts.contents, object, {
    isHead: request.req.method === "HEAD",
    range: request.req.header("range"),
    acceptEncoding: request.req.header("accept-encoding"),
  });
}
