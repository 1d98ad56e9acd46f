// The methods of access lists, none of which is done. https://cloud.google.com/storage/docs/json_api/v1/bucketAccessControls
import { aclRefusal } from "./acl.ts";
import { jsonBody, segment, type App, type Parts } from "./uploads/parts.ts";

export function aclRoutes(app: App, { buckets }: Parts): void {
  for (const [path, what] of [
    ["/b/:bucket/acl", "a bucket"],
    ["/b/:bucket/defaultObjectAcl", "a bucket"],
    ["/b/:bucket/o/:object/acl", "an object"],
  ] as const) {
    for (const each of [path, `${path}/:entity`]) {
      app.all(each, async (request) => {
        const bucket = buckets.get(segment(request, "bucket"));
        const isChange = request.req.method !== "GET" && request.req.method !== "DELETE";
        const sent = isChange ? await jsonBody(request) : {};
        throw aclRefusal(
          bucket,
          request.req.method === "GET"
            ? `Cannot get legacy ACL for ${what}`
            : `Cannot use ACL API to update ${what === "a bucket" ? "bucket" : "object"} policy`,
          isChange ? [sent["entity"], request.req.param("entity")] : [],
        );
      });
    }
  }
}
