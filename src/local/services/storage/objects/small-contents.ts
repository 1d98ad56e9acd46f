// Contents of small objects, in the state file: to make a file for each takes ten times as long as all else of an upload.
import type { Store } from "../../../state/store.ts";

/** A larger one would be written twice: SQLite keeps what is new in a file of its own first. */
export const smallBytes = 16 * 1024;

export type SmallContents = ReturnType<typeof openSmallContents>;

export function openSmallContents({ database }: Pick<Store, "database">) {
  database.exec("CREATE TABLE IF NOT EXISTS storage_contents (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
  const insert = database.prepare("INSERT INTO storage_contents (id, bytes) VALUES (?, ?)");
  const select = database.prepare("SELECT bytes FROM storage_contents WHERE id = ?");
  const remove = database.prepare("DELETE FROM storage_contents WHERE id = ?");
  const ids = database.prepare("SELECT id FROM storage_contents");
  const last = database.prepare("SELECT max(id) AS id FROM storage_contents").get()!["id"] as number | null;
  let next = (last ?? 0) + 1;
  /** Of uploads that are not objects yet. */
  const held = new Map<number, Uint8Array>();

  const prefix = "small-";
  const numberOf = (id: string): number => Number(id.slice(prefix.length));

  return {
    has: (id: string): boolean => id.startsWith(prefix),
    /** Holds it until it is kept or removed. @returns its id */
    hold(bytes: Uint8Array): string {
      held.set(next, bytes);
      return `${prefix}${next++}`;
    },
    /** Belongs into the transaction in which a row comes to name it. */
    keep(id: string) {
      const number = numberOf(id);
      const bytes = held.get(number);
      if (bytes === undefined) return;
      insert.run(number, bytes);
      held.delete(number);
    },
    read: (id: string): Uint8Array<ArrayBuffer> =>
      (held.get(numberOf(id)) ?? select.get(numberOf(id))?.["bytes"]) as Uint8Array<ArrayBuffer>,
    remove(id: string) {
      if (!held.delete(numberOf(id))) remove.run(numberOf(id));
    },
    /** Removes all that `isUsed` does not know. */
    sweep(isUsed: (id: string) => boolean) {
      for (const row of ids.all()) {
        const id = row["id"] as number;
        if (!isUsed(`${prefix}${id}`)) remove.run(id);
      }
    },
  };
}
