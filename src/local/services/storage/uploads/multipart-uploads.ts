// Uploads in parts by the XML API, until they are completed: each part is a content of its own.
// https://cloud.google.com/storage/docs/multipart-uploads
import { randomUUID } from "node:crypto";
import type { ServiceContext } from "../../../service.ts";
import type { Content, Contents } from "../objects/contents.ts";
import { timestamp } from "../resource.ts";

export interface MultipartUpload {
  bucket: string;
  name: string;
  timeCreated: string;
  /** What the object is to have, as it was sent at the beginning. */
  fields: Record<string, unknown>;
}

export interface UploadedPart {
  number: number;
  content: Content;
  updated: string;
}

export type MultipartUploads = ReturnType<typeof openMultipartUploads>;

export function openMultipartUploads({ store, clock }: ServiceContext, contents: Contents) {
  const uploads = store.collection<MultipartUpload>("storage_multipart_uploads");
  const kept = store.collection<UploadedPart>("storage_multipart_parts");
  // In the order of their numbers, which go up to 10,000.
  const keyOf = (id: string, number: number) => `${id}/${String(number).padStart(5, "0")}`;
  const partsOf = (id: string): UploadedPart[] => kept.list(`${id}/`).map(({ value }) => value);

  /** Belongs into a transaction; gives what may go after it. */
  function forget(id: string): Content[] {
    const parts = partsOf(id);
    for (const { number } of parts) kept.delete(keyOf(id, number));
    uploads.delete(id);
    return parts.map(({ content }) => content);
  }

  const multipart = {
    start(upload: Omit<MultipartUpload, "timeCreated">): string {
      const id = randomUUID().replaceAll("-", "");
      uploads.put(id, { ...upload, timeCreated: timestamp(clock.now()) });
      return id;
    },
    find: (id: string): MultipartUpload | undefined => uploads.get(id),
    parts: partsOf,
    /** In the place of an earlier one of that number. */
    put(id: string, number: number, content: Content): void {
      const former = kept.get(keyOf(id, number));
      store.transaction(() => {
        contents.keep(content.id);
        kept.put(keyOf(id, number), { number, content, updated: timestamp(clock.now()) });
      });
      if (former) contents.remove(former.content.id);
    },
    forget,
    abort(id: string): void {
      const gone = store.transaction(() => forget(id));
      for (const { id: content } of gone) contents.remove(content);
    },
    of: (bucket: string): (MultipartUpload & { id: string })[] =>
      uploads
        .list("")
        .map(({ name: id, value }) => ({ id, ...value }))
        .filter((upload) => upload.bucket === bucket)
        .toSorted((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1)),
    contentIds: (): string[] => kept.list("").map(({ value }) => value.content.id),
    /** Belongs into a transaction; gives the contents that may go after it. */
    removeBucket: (bucket: string): string[] =>
      multipart.of(bucket).flatMap(({ id }) => forget(id).map((content) => content.id)),
  };
  return multipart;
}
