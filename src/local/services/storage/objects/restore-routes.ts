// The way back of soft-deleted objects. https://cloud.google.com/storage/docs/json_api/v1/objects/restore
import { conditionsOf, numberParameter } from "../conditions.ts";
import { objectNotFound, required } from "../storage-error.ts";
import { segment, type App, type Parts } from "../uploads/parts.ts";

export function restoreRoutes(app: App, { buckets, objects, former, contents, changes }: Parts): void {
  app.post("/b/:bucket/o/:object/restore", (request) => {
    const query = request.req.query();
    const generation = numberParameter(query, "generation");
    if (generation === undefined) throw required("generation");
    const { name: bucket } = buckets.get(segment(request, "bucket"));
    const name = segment(request, "object");
    const deleted = former.find("softDeleted", { bucket, name, generation });
    if (!deleted) throw objectNotFound(bucket, name);
    const { fields, componentCount } = deleted;
    const content = { ...deleted.content, id: contents.link(deleted.content.id) };
    const restored = changes.finalize(
      { bucket, name, content, fields, ...(componentCount && { componentCount }) },
      conditionsOf(query),
      () => former.remove(deleted),
    );
    contents.remove(deleted.content.id);
    return request.json(objects.resource(restored));
  });
}
