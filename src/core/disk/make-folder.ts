// Makes a folder and those above it. Node's own recursive `mkdir` never ends where a folder that is there answers ENOENT
// for a new one inside it, as the kernel's own do.
import { existsSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Fine when it is there. */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  const above = dirname(path);
  if (!existsSync(above)) await makeFolder(above, mode);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST" && (await stat(path)).isDirectory();
    if (!isThere) throw error;
  }
}
