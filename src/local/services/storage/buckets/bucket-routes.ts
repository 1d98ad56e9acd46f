// Routes of buckets and their notifications.
// https://cloud.google.com/storage/docs/json_api/v1/buckets
import { serviceAgentsOf } from "../../agents.ts";
import { refuseAcl } from "../acl.ts";
import { isTrue, numberParameter } from "../conditions.ts";
import { timestamp } from "../resource.ts";
import { bucketFields } from "./bucket-fields.ts";
import { bucketProject, type Bucket } from "./buckets.ts";
import type { DeletedBucket } from "./deleted-buckets.ts";
import { decodePageToken, encodePageToken, pageSize } from "../objects/listing.ts";
import {
  jsonBody,
  patchBody,
  projectOf,
  requestConditions,
  segment,
  type App,
  type Parts,
  type Request,
} from "../uploads/parts.ts";
import { accountDisabled, conflict, notEmulated, required, StorageError } from "../storage-error.ts";

export function bucketRoutes(app: App, parts: Parts): void {
  const { buckets, deleted, objects, former, contents, notifications, outbox, context, multipart } = parts;
  const resource = (bucket: Bucket | DeletedBucket) => ({
    ...buckets.resource(bucket),
    ...("softDeleteTime" in bucket && {
      softDeleteTime: bucket.softDeleteTime,
      hardDeleteTime: bucket.hardDeleteTime,
    }),
  });

  app.get("/projects/:project/serviceAccount", (request) => {
    const { id } = projectOf(parts, segment(request, "project"));
    return request.json({ kind: "storage#serviceAccount", email_address: serviceAgentsOf(id).storage });
  });

  app.post("/b", async (request) => {
    const project = projectOf(parts, request.req.query("project"));
    if (!context.projects.isBilled(project)) throw accountDisabled();
    const body = await jsonBody(request);
    if (isTrue(request.req.query(), "enableObjectRetention")) throw notEmulated("retention of objects");
    refuseAcl({ fields: bucketFields(body, timestamp(context.clock.now())) }, body, request.req.query());
    return request.json(buckets.resource(buckets.insert(project.id, body)));
  });
  app.get("/b", (request) => {
    const query = request.req.query();
    // As the page on status codes shows it; a stranger's project looks no different.
    const forbidden = () => new StorageError(403, "forbidden", "Forbidden");
    const { id } = projectOf(parts, query["project"], forbidden);
    const after = decodePageToken(query["pageToken"]);
    const size = pageSize(query["maxResults"]);
    const prefix = query["prefix"] ?? "";
    const all: (Bucket | DeletedBucket)[] = isTrue(query, "softDeleted")
      ? deleted.of(id, prefix)
      : buckets.list(prefix).filter((bucket) => bucketProject(bucket) === id);
    const found = all.filter((bucket) => after === undefined || placeOf(bucket) > after);
    const page = found.slice(0, size);
    return request.json({
      kind: "storage#buckets",
      ...(found.length > size && { nextPageToken: encodePageToken(placeOf(page.at(-1)!)) }),
      items: page.map(resource),
    });
  });
  app.get("/b/:bucket", (request) => {
    const name = segment(request, "bucket");
    const bucket = isTrue(request.req.query(), "softDeleted")
      ? deleted.get(name, generationOf(request))
      : buckets.get(name, requestConditions(request));
    return request.json(resource(bucket));
  });
  app.post("/b/:bucket/restore", (request) =>
    request.json(buckets.resource(deleted.restore(segment(request, "bucket"), generationOf(request)))),
  );
  app.patch("/b/:bucket", async (request) => {
    const [name, body] = [segment(request, "bucket"), await patchBody(request)];
    refuseAcl(buckets.get(name), body, request.req.query());
    return request.json(buckets.resource(buckets.patch(name, body, requestConditions(request))));
  });
  app.put("/b/:bucket", async (request) => {
    const [name, body] = [segment(request, "bucket"), await jsonBody(request)];
    refuseAcl(buckets.get(name), body, request.req.query());
    return request.json(buckets.resource(buckets.replace(name, body, requestConditions(request))));
  });
  app.delete("/b/:bucket", (request) => {
    const name = segment(request, "bucket");
    let orphans: string[] = [];
    context.store.transaction(() => {
      const bucket = buckets.get(name);
      if (!objects.isEmpty(name) || former.hasVersions(name)) {
        throw conflict("The bucket you tried to delete is not empty.");
      }
      orphans = [...deleted.keep(bucket), ...multipart.removeBucket(name)];
      buckets.remove(name, requestConditions(request));
      notifications.removeAll(name);
      outbox.forget(name);
    });
    for (const id of orphans) contents.remove(id);
    return request.body(null, 204);
  });

  app.post("/b/:bucket/notificationConfigs", async (request) => {
    const bucket = segment(request, "bucket");
    const body = await jsonBody(request);
    const config = context.store.transaction(() => {
      buckets.touch(bucket);
      return notifications.insert(bucket, body);
    });
    return request.json(notifications.resource(bucket, config));
  });
  app.get("/b/:bucket/notificationConfigs", (request) => {
    const { name } = buckets.get(segment(request, "bucket"));
    const items = notifications.list(name).map((config) => notifications.resource(name, config));
    // Google leaves an empty list out.
    return request.json({ kind: "storage#notifications", ...(items.length > 0 && { items }) });
  });
  app.get("/b/:bucket/notificationConfigs/:id", (request) => {
    const { name } = buckets.get(segment(request, "bucket"));
    return request.json(notifications.resource(name, notifications.get(name, segment(request, "id"))));
  });
  app.delete("/b/:bucket/notificationConfigs/:id", (request) => {
    const { name } = buckets.get(segment(request, "bucket"));
    const id = segment(request, "id");
    context.store.transaction(() => {
      notifications.remove(name, id);
      outbox.forget(name, id);
      buckets.touch(name);
    });
    return request.body(null, 204);
  });

  app.get("/b/:bucket/iam/testPermissions", (request) => {
    buckets.get(segment(request, "bucket"));
    // Every local caller is the owner of the project.
    const permissions = request.req.queries("permissions") ?? [];
    return request.json({ kind: "storage#testIamPermissionsResponse", permissions });
  });
}

/** Of one name there may be several that were deleted. */
const placeOf = (bucket: Bucket | DeletedBucket): string =>
  "softDeleteTime" in bucket ? `${bucket.name}#${bucket.generation}` : bucket.name;

function generationOf(request: Request): number {
  const generation = numberParameter(request.req.query(), "generation");
  if (generation === undefined) throw required("generation");
  return generation;
}
