// Writes a file whole or not at all.
import { randomUUID } from "node:crypto";
import { rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CloudRunnerError } from "../../core/errors.ts";
import { replaceFile } from "../../core/disk/replace-file.ts";
import { makeFolder } from "../../core/disk/make-folder.ts";
import { whyNotWritten } from "../../core/disk/trouble.ts";

/**
 * Writes aside and renames, so that nobody ever sees half a file. Makes the folder when it is not there.
 * @param content or what writes it into a file that is there and empty
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array | ((draft: string) => Promise<void>),
  { fix = elsewhere, mode = 0o666 }: { fix?: string; mode?: number | undefined } = {},
): Promise<void> {
  const folder = dirname(path);
  // Short, so that each name that the file system takes can be written.
  const draft = join(folder, `.${basename(path).slice(0, 40)}.${randomUUID().slice(0, 8)}`);
  try {
    await makeFolder(folder);
    const isWriter = typeof content === "function";
    await writeFile(draft, isWriter ? "" : content, { flag: "wx", mode });
    if (isWriter) await content(draft);
    await replaceFile(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    // What writes it has faults of its own.
    if (error instanceof CloudRunnerError) throw error;
    throw notWritable(path, error, fix);
  }
}

/** Fine when it is not there, or cannot be. @throws CloudRunnerError output.not-writable */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENAMETOOLONG" && code !== "ENOTDIR") throw notWritable(path, error);
  }
}

const elsewhere = "Name a place that can be written to with -o.";

const notWritable = (path: string, error: unknown, fix = elsewhere): CloudRunnerError =>
  new CloudRunnerError(`${path} cannot be written.`, {
    code: "output.not-writable",
    details: [whyNotWritten(error)],
    fix,
    cause: error,
  });

/** Who may read and write the file, for what is made of it; undefined where there is none. */
export async function rightsOf(path: string | undefined): Promise<number | undefined> {
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  return found === undefined ? undefined : found.mode & 0o666;
}

/** What all of the files allow, for what is made of them together. */
export async function leastRights(paths: readonly (string | undefined)[]): Promise<number | undefined> {
  const found = await Promise.all(paths.map(rightsOf));
  return found.reduce((least, mode) => (least === undefined ? mode : least & (mode ?? least)), undefined);
}
