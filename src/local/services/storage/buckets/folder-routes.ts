// What clients ask before they treat a prefix as a folder. No bucket here has a hierarchical namespace, so all lists are empty.
// https://cloud.google.com/storage/docs/json_api/v1/buckets/getStorageLayout
import { locationType } from "./bucket-fields.ts";
import { segment, type App, type Parts } from "../uploads/parts.ts";

export function folderRoutes(app: App, { buckets }: Parts): void {
  app.get("/b/:bucket/storageLayout", (request) => {
    const { name, fields } = buckets.get(segment(request, "bucket"));
    return request.json({
      kind: "storage#storageLayout",
      bucket: name,
      location: fields.location,
      locationType: locationType(fields),
      hierarchicalNamespace: { enabled: false },
    });
  });
  for (const list of ["managedFolders", "folders"]) {
    app.get(`/b/:bucket/${list}`, (request) => {
      buckets.get(segment(request, "bucket"));
      return request.json({ kind: `storage#${list}` });
    });
  }
}
