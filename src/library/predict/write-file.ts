// Writes a file whole or not at all.
import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CloudRunnerError } from "../../core/errors.ts";
import { makeFolder } from "../../core/make-folder.ts";

/** Writes aside and renames, so that nobody ever sees half a file. Makes the folder when it is not there. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  fix = "Name a place that can be written to with -o.",
): Promise<void> {
  const folder = dirname(path);
  const draft = join(folder, `.${basename(path)}.${randomUUID().slice(0, 8)}`);
  try {
    await makeFolder(folder);
    await writeFile(draft, content, { flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new CloudRunnerError(`${path} cannot be written.`, {
      code: "output.not-writable",
      details: [(error as Error).message],
      fix,
      cause: error,
    });
  }
}
