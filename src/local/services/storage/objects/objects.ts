// Objects: one row for each live object, so that a name always shows either the old content or the new, never a mix.
// https://cloud.google.com/storage/docs/json_api/v1/objects
import { etagOf, pick } from "../resource.ts";
import type { ServiceContext } from "../../../service.ts";
import type { Versioned } from "../conditions.ts";
import type { Content } from "./contents.ts";

/** What a request may set, and what is kept as it was sent. */
export interface ObjectFields {
  contentType?: string;
  contentEncoding?: string;
  contentDisposition?: string;
  contentLanguage?: string;
  cacheControl?: string;
  customTime?: string;
  storageClass: string;
  /** When a rule of the bucket's life gave it another class. */
  timeStorageClassUpdated?: string;
  metadata?: Record<string, string>;
}

export interface StoredObject extends Versioned {
  bucket: string;
  name: string;
  content: Omit<Content, "md5Hash"> & { md5Hash?: string };
  /** Set on composite objects only, which have no MD5. */
  componentCount?: number;
  timeCreated: string;
  updated: string;
  /** Since when a version is noncurrent. */
  timeDeleted?: string;
  softDeleteTime?: string;
  /** When a soft-deleted object is gone for good. */
  hardDeleteTime?: string;
  fields: ObjectFields;
}

export type Objects = ReturnType<typeof openObjects>;

interface Document extends Pick<
  StoredObject,
  "content" | "componentCount" | "timeCreated" | "updated" | "fields"
> {}

type Row = Record<string, unknown>;

export function openObjects({ store: { database }, clock, httpUrl }: ServiceContext) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS storage_objects (
      bucket TEXT, name TEXT, generation INTEGER, metageneration INTEGER, content TEXT, document TEXT,
      PRIMARY KEY (bucket, name)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS storage_generation (last INTEGER);
  `);
  const find = database.prepare("SELECT * FROM storage_objects WHERE bucket = ? AND name = ?");
  // A page at a time, not one open statement: the table may change while a listing is read.
  const page = database.prepare(
    "SELECT * FROM storage_objects WHERE bucket = ? AND name >= ? ORDER BY name LIMIT 500",
  );
  const any = database.prepare("SELECT 1 FROM storage_objects WHERE bucket = ? LIMIT 1");
  const put = database.prepare("INSERT OR REPLACE INTO storage_objects VALUES (?, ?, ?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM storage_objects WHERE bucket = ? AND name = ?");
  const sums = database.prepare(
    "SELECT count(*) AS objects, total(json_extract(document, '$.content.size')) AS bytes FROM storage_objects WHERE bucket = ?",
  );
  const some = database.prepare(
    "SELECT name, content FROM storage_objects WHERE bucket = ? ORDER BY name LIMIT 500",
  );
  const removeUpTo = database.prepare("DELETE FROM storage_objects WHERE bucket = ? AND name <= ?");
  const contentIds = database.prepare("SELECT content FROM storage_objects");
  const getLast = database.prepare("SELECT last FROM storage_generation");
  const setLast = database.prepare("UPDATE storage_generation SET last = ?");
  if (!getLast.get()) database.exec("INSERT INTO storage_generation VALUES (0)");

  return {
    find(bucket: string, name: string): StoredObject | undefined {
      const row = find.get(bucket, name);
      return row && fromRow(row);
    },
    /** In byte order of the names, from `start` on; lazily read. */
    *scan(bucket: string, start: string): Iterable<StoredObject> {
      for (let from = start; ; ) {
        const rows = page.all(bucket, from);
        for (const row of rows) yield fromRow(row);
        if (rows.length < 500) return;
        // U+0000 is the least character: the next name after the last one.
        from = `${rows.at(-1)!["name"] as string}\0`;
      }
    },
    isEmpty: (bucket: string): boolean => any.get(bucket) === undefined,
    /** Replaces what has the name. Give a new generation by `nextGeneration`, within the same transaction. */
    put(object: Omit<StoredObject, "etag">): StoredObject {
      const { bucket, name, generation, metageneration, content, timeCreated, updated, fields } = object;
      const { componentCount } = object;
      const document: Document = {
        content,
        timeCreated,
        updated,
        fields,
        ...(componentCount && { componentCount }),
      };
      put.run(bucket, name, generation, metageneration, content.id, JSON.stringify(document));
      return { ...object, etag: etagOf(generation, metageneration) };
    },
    remove: ({ bucket, name }: StoredObject) => void remove.run(bucket, name),
    contentsOf: (bucket: string) => sums.get(bucket) as { objects: number; bytes: number },
    /** Removes the first ones of the bucket; gives their contents, of which none are left when there is nothing more. */
    removeSome(bucket: string): string[] {
      const rows = some.all(bucket);
      if (rows.length > 0) removeUpTo.run(bucket, rows.at(-1)!["name"] as string);
      return rows.map((row) => row["content"] as string);
    },
    /** Microseconds of now, but always greater than any before, also those of deleted objects. */
    nextGeneration(): number {
      const last = getLast.get()!["last"] as number;
      const next = Math.max(clock.now() * 1000, last + 1);
      setLast.run(next);
      return next;
    },
    contentIds: (): Set<string> => new Set(contentIds.all().map((row) => row["content"] as string)),
    resource(object: StoredObject): Record<string, unknown> {
      const { bucket, name, generation, metageneration, etag, content, timeCreated, updated, fields } =
        object;
      const path = `b/${bucket}/o/${encodeURIComponent(name)}`;
      return {
        kind: "storage#object",
        id: `${bucket}/${name}/${generation}`,
        selfLink: `${httpUrl()}/storage/v1/${path}`,
        mediaLink: `${httpUrl()}/download/storage/v1/${path}?generation=${generation}&alt=media`,
        name,
        bucket,
        generation: `${generation}`,
        metageneration: `${metageneration}`,
        ...fields,
        size: `${content.size}`,
        ...(content.md5Hash !== undefined && { md5Hash: content.md5Hash }),
        crc32c: content.crc32c,
        ...(object.componentCount !== undefined && { componentCount: object.componentCount }),
        etag,
        timeCreated,
        updated,
        ...pick({ ...object }, ["timeDeleted", "softDeleteTime", "hardDeleteTime"]),
        timeStorageClassUpdated: fields.timeStorageClassUpdated ?? timeCreated,
        timeFinalized: timeCreated,
      };
    },
  };
}

export function fromRow(row: Row): StoredObject {
  const generation = row["generation"] as number;
  const metageneration = row["metageneration"] as number;
  return {
    bucket: row["bucket"] as string,
    name: row["name"] as string,
    generation,
    metageneration,
    etag: etagOf(generation, metageneration),
    ...(JSON.parse(row["document"] as string) as Document),
  };
}
