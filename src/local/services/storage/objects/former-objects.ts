// What was replaced or deleted and is still kept: noncurrent versions, and soft-deleted objects until their time is over.
// https://cloud.google.com/storage/docs/object-versioning and https://cloud.google.com/storage/docs/soft-delete
import type { ServiceContext } from "../../../service.ts";
import { fromRow, type StoredObject } from "./objects.ts";

export type FormerObjects = ReturnType<typeof openFormerObjects>;

type Kind = "noncurrent" | "softDeleted";

export function openFormerObjects({ store: { database }, clock }: ServiceContext) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS storage_former_objects (
      bucket TEXT, name TEXT, generation INTEGER, metageneration INTEGER, content TEXT, document TEXT,
      hard_delete INTEGER, PRIMARY KEY (bucket, name, generation)
    ) WITHOUT ROWID`);
  const columns = "bucket, name, generation, metageneration, document";
  const put = database.prepare("INSERT OR REPLACE INTO storage_former_objects VALUES (?, ?, ?, ?, ?, ?, ?)");
  const remove = database.prepare(
    "DELETE FROM storage_former_objects WHERE bucket = ? AND name = ? AND generation = ?",
  );
  const one = database.prepare(
    "SELECT * FROM storage_former_objects WHERE bucket = ? AND name = ? AND generation = ?",
  );
  const expired = database.prepare("SELECT * FROM storage_former_objects WHERE hard_delete <= ? LIMIT 1000");
  const ofBucket = database.prepare("SELECT content FROM storage_former_objects WHERE bucket = ?");
  const removeBucket = database.prepare("DELETE FROM storage_former_objects WHERE bucket = ?");
  const rename = database.prepare("UPDATE storage_former_objects SET bucket = ? WHERE bucket = ?");
  const anyVersion = database.prepare(
    "SELECT 1 FROM storage_former_objects WHERE bucket = ? AND hard_delete IS NULL LIMIT 1",
  );
  const contentIds = database.prepare("SELECT content FROM storage_former_objects");
  const after = "bucket = ? AND (name, generation) > (?, ?)";
  const ending = "ORDER BY name, generation LIMIT 500";
  const versions = database.prepare(
    `SELECT ${columns} FROM storage_objects WHERE ${after} UNION ALL
     SELECT ${columns} FROM storage_former_objects WHERE ${after} AND hard_delete IS NULL ${ending}`,
  );
  const softDeleted = database.prepare(
    `SELECT ${columns} FROM storage_former_objects WHERE ${after} AND hard_delete > ? ${ending}`,
  );

  const isKept = (hardDelete: unknown, kind: Kind): boolean =>
    kind === "noncurrent" ? hardDelete === null : hardDelete !== null && (hardDelete as number) > clock.now();

  return {
    keep(object: StoredObject): void {
      const { bucket, name, generation, metageneration, etag: _, ...document } = object;
      const hardDelete = object.hardDeleteTime === undefined ? null : Date.parse(object.hardDeleteTime);
      put.run(
        bucket,
        name,
        generation,
        metageneration,
        object.content.id,
        JSON.stringify(document),
        hardDelete,
      );
    },
    find(kind: Kind, { bucket, name, generation }: Pick<StoredObject, "bucket" | "name" | "generation">) {
      const row = one.get(bucket, name, generation);
      return row !== undefined && isKept(row["hard_delete"], kind) ? fromRow(row) : undefined;
    },
    /** All versions, the live ones too, or what is soft-deleted: by name, oldest first; lazily read. */
    *scan(kind: "versions" | "softDeleted", bucket: string, start: string): Iterable<StoredObject> {
      for (let [name, generation] = [start, -1]; ; ) {
        const rows =
          kind === "versions"
            ? versions.all(bucket, name, generation, bucket, name, generation)
            : softDeleted.all(bucket, name, generation, clock.now());
        for (const row of rows) yield fromRow(row);
        const last = rows.at(-1);
        if (last === undefined || rows.length < 500) return;
        [name, generation] = [last["name"] as string, last["generation"] as number];
      }
    },
    remove: ({ bucket, name, generation }: StoredObject) => void remove.run(bucket, name, generation),
    hasVersions: (bucket: string): boolean => anyVersion.get(bucket) !== undefined,
    /** What is beyond its time, a piece at a time. */
    expired: (): StoredObject[] => expired.all(clock.now()).map(fromRow),
    /** Forgets all of a bucket; gives the contents that nothing names any more. */
    removeBucket(bucket: string): string[] {
      const ids = ofBucket.all(bucket).map((row) => row["content"] as string);
      removeBucket.run(bucket);
      return ids;
    },
    /** Of the whole bucket. */
    rename: (from: string, to: string) => void rename.run(to, from),
    contentIds: (): string[] => contentIds.all().map((row) => row["content"] as string),
  };
}
