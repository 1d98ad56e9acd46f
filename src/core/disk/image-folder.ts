// Whether a folder with the container's files is what its digest says: every file of the list, and no other.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Names of files with the SHA-256 of their contents, in the order of the names. */
export type Digests = Readonly<Record<string, string>>;

/** Of all the files together, in hexadecimal. */
export const digestOf = (files: Digests): string => sha256(JSON.stringify(files));

export const sha256 = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

/** The list of the files lies among them. */
const listFile = "image.json";

/** @param folder with the files themselves, `dist/image` of a package */
export function isWholeImage(folder: string, digest: string): boolean {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, listFile), "utf8")) as { files: Digests };
    if (digestOf(files) !== digest) return false;
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    // A link could lead to another file at any time.
    if (!found.every((entry) => entry.isFile() || entry.isDirectory())) return false;
    const names = found
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join("/"));
    return (
      names.length === Object.keys(files).length + 1 &&
      Object.entries(files).every(([name, hash]) => sha256(readFileSync(join(folder, name))) === hash)
    );
  } catch {
    return false;
  }
}
