// Contents of objects as files, but for small ones, which lie in the state file. A file is written under another name, renamed
// when it is whole, and counts only when an object's row names it; what no row names is swept at the next start. So no crash
// leaves a torn object.
import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  createReadStream,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { open, rm, unlink, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { replaceFile } from "../../../../core/disk/replace-file.ts";
import { crc32c, encodeCrc32c } from "./crc32c.ts";
import { smallBytes, type SmallContents } from "./small-contents.ts";
import { StorageError } from "../storage-error.ts";

export interface Content {
  /** Name of the file, or of the small content; `nothing` for one of no bytes. */
  id: string;
  size: number;
  crc32c: string;
  md5Hash: string;
}

export type Contents = ReturnType<typeof openContents>;

/** The largest object of Cloud Storage is 5 TiB; the local cloud is for files that fit on a workstation. */
export const sizeLimit = 5 * 1024 ** 3;

export const tooLarge = (): StorageError =>
  new StorageError(413, "uploadTooLarge", `Uploads of more than ${sizeLimit} bytes are not taken.`);

/** Leases have no bytes, and every input gets one: files for them would be a third of all work on the disk. */
const nothing = "nothing";

export function openContents(folder: string, small: SmallContents) {
  const incoming = join(folder, "incoming");
  mkdirSync(incoming, { recursive: true });
  const path = (id: string) => join(folder, id);
  const removals = new Set<Promise<void>>();

  return {
    async write(source: AsyncIterable<Uint8Array>): Promise<Content> {
      const id = randomUUID();
      const temporary = join(incoming, id);
      const sums = createSums();
      let held: Uint8Array[] = [];
      let file: FileHandle | undefined;
      try {
        try {
          for await (const chunk of source) {
            if (chunk.length === 0) continue;
            const size = sums.add(chunk);
            if (size > sizeLimit) throw tooLarge();
            held.push(chunk);
            if (size <= smallBytes) continue;
            file ??= await open(temporary, "wx");
            for (const each of held) await file.writeFile(each);
            held = [];
          }
        } finally {
          await file?.close();
        }
        if (file !== undefined) await replaceFile(temporary, path(id));
      } catch (error) {
        if (file !== undefined) await rm(temporary, { force: true });
        throw error;
      }
      if (file !== undefined) return { id, ...sums.result() };
      return { id: held.length === 0 ? nothing : small.hold(Buffer.concat(held)), ...sums.result() };
    },
    /** Belongs into the transaction in which a row comes to name it. */
    keep(id: string) {
      if (small.has(id)) small.keep(id);
    },
    /** The same bytes under a second id, at no cost: contents never change. */
    link(id: string): string {
      if (id === nothing) return nothing;
      if (small.has(id)) return small.hold(small.read(id));
      const copy = randomUUID();
      linkSync(path(id), path(copy));
      return copy;
    },
    /** Makes a content of a file that will not be written to any more; the file stays. */
    async adopt(file: string): Promise<Content> {
      const sums = createSums();
      const chunks: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1024 * 1024 });
      for await (const chunk of chunks) sums.add(chunk);
      const id = randomUUID();
      linkSync(file, path(id));
      return { id, ...sums.result() };
    },
    /**
     * Opens the file before it returns, so that a later removal does not disturb the reading. `end` is inclusive.
     * @throws StorageError when the file is not whole: its reader would wait for the rest for ever
     */
    read({ id, size }: Pick<Content, "id" | "size">, range?: { start: number; end: number }): Readable {
      if (id === nothing) return Readable.from([]);
      if (small.has(id))
        return Readable.from([small.read(id).subarray(range?.start, range && range.end + 1)]);
      const fd = openSync(path(id), "r");
      const found = fstatSync(fd).size;
      if (found === size) return createReadStream("", { fd, start: range?.start ?? 0, ...range });
      closeSync(fd);
      throw new StorageError(
        500,
        "internalError",
        `The object's file has ${found} bytes instead of ${size}: something else has changed it. Upload the object again.`,
      );
    },
    /** All of a small content; undefined for others. */
    readSmall: (id: string): Uint8Array<ArrayBuffer> | undefined =>
      small.has(id) ? small.read(id) : undefined,
    /** In the background: what is left of it when the process dies is swept at the next start. */
    remove(id: string) {
      if (id === nothing) return;
      if (small.has(id)) return small.remove(id);
      // A busy disk takes milliseconds for it, in which nothing else would be answered.
      const removal = unlink(path(id))
        .catch(() => undefined)
        .finally(() => removals.delete(removal));
      removals.add(removal);
    },
    /** Settles when every removal has been done. */
    async settled() {
      await Promise.all(removals);
    },
    /** Removes every file that `isUsed` does not know. */
    sweep(isUsed: (id: string) => boolean) {
      rmSync(incoming, { recursive: true, force: true });
      mkdirSync(incoming);
      small.sweep(isUsed);
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isFile() && !isUsed(entry.name)) rmSync(path(entry.name), { force: true });
      }
    },
  };
}

/** Size and checksums of what is added. */
function createSums() {
  const md5 = createHash("md5");
  let [crc, size] = [0, 0];
  return {
    /** Gives the size so far. */
    add(chunk: Uint8Array): number {
      md5.update(chunk);
      crc = crc32c(chunk, crc);
      return (size += chunk.length);
    },
    result: () => ({ size, crc32c: encodeCrc32c(crc), md5Hash: md5.digest("base64") }),
  };
}
