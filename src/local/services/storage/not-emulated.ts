// Methods of the JSON API that are not done: a refusal at once, which no client takes for a passing trouble.
// https://cloud.google.com/storage/docs/json_api/v1
import type { App } from "./uploads/parts.ts";
import { notEmulated } from "./storage-error.ts";

const methods: readonly [path: string, what: string][] = [
  ["/projects/:project/hmacKeys", "HMAC keys"],
  ["/projects/:project/hmacKeys/:key", "HMAC keys"],
  ["/b/:bucket/lockRetentionPolicy", "retention policies"],
  ["/b/:bucket/managedFolders", "managed folders"],
  ["/b/:bucket/managedFolders/*", "managed folders"],
  ["/b/:bucket/folders", "folders of a hierarchical namespace"],
  ["/b/:bucket/folders/*", "folders of a hierarchical namespace"],
  ["/b/:bucket/anywhereCaches", "Anywhere Cache"],
  ["/b/:bucket/anywhereCaches/*", "Anywhere Cache"],
  ["/b/:bucket/relocate", "the move of a bucket"],
  ["/b/:bucket/operations", "long operations on buckets"],
  ["/b/:bucket/operations/*", "long operations on buckets"],
  ["/b/:bucket/o/watch", "channels; notifications to Pub/Sub do the same"],
  ["/b/:bucket/o/bulkRestore", "the return of many objects at once; `restore` brings back one"],
  ["/b/:bucket/o/:object/iam", "policies of single objects"],
  ["/b/:bucket/o/:object/iam/*", "policies of single objects"],
  ["/channels/stop", "channels"],
];

/** Below the routes of all that is done. */
export function notEmulatedRoutes(app: App): void {
  for (const [path, what] of methods) {
    app.all(path, () => {
      throw notEmulated(what);
    });
  }
}
