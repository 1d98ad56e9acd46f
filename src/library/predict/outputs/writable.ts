// Whether results can be written where they are to be, found before the work is done whose results they are.
import { accessSync, constants, statfsSync, statSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { plural } from "../../../core/duration.ts";
import { CloudRunnerError } from "../../../core/errors.ts";
import { diskTrouble } from "../../../core/disk/trouble.ts";
import { thisPlatform } from "../../../core/platform/this-platform.ts";

/**
 * One that cannot be written among others that can fails alone in the end.
 * @param paths of files of this machine, absolute
 * @param folder that they are named from
 * @throws CloudRunnerError output.not-writable when none of them can be written
 */
export function refuseUnwritable(
  paths: readonly string[],
  folder: string,
  fix = "Name a place that can be written to with -o.",
): void {
  const folders = new Map<string, string | undefined>();
  const faults: { path: string; why: string }[] = [];
  for (const path of paths) {
    const above = dirname(path);
    if (!folders.has(above)) folders.set(above, whyNotInto(above));
    const why = folders.get(above) ?? whyNotAt(path);
    if (why === undefined) return;
    faults.push({ path: relative(folder, path) || path, why });
  }
  const [first, ...others] = faults;
  if (first === undefined) return;
  const isAlike = others.every(({ why }) => why === first.why);
  throw new CloudRunnerError(
    others.length === 0
      ? `${first.path} cannot be written.`
      : `None of ${plural(faults.length, "file")} can be written.`,
    {
      code: "output.not-writable",
      details: isAlike
        ? [sentence(first.why)]
        : faults.slice(0, 5).map(({ path, why }) => `${path}: ${why}.`),
      fix,
    },
  );
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

/** Of a file whose folder takes files. */
function whyNotAt(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) return "it is a folder";
    if (found !== undefined && !found.isFile()) return "it is no file, but a device or a pipe";
    return thisPlatform().whyNoName(basename(path));
  } catch (error) {
    return reasonOf(error);
  }
}

/** Of a folder that is there, or would be made. */
function whyNotInto(folder: string): string | undefined {
  let there = folder;
  try {
    while (statSync(there, { throwIfNoEntry: false }) === undefined) {
      const why = thisPlatform().whyNoName(basename(there));
      if (why !== undefined) return `there can be no folder ${basename(there)}: ${why}`;
      if (dirname(there) === there) break;
      there = dirname(there);
    }
    if (!statSync(there).isDirectory()) return `${there} is no folder`;
    accessSync(there, constants.W_OK | constants.X_OK);
    const { blocks, bavail } = statfsSync(there);
    // Some file systems count nothing.
    return blocks > 0 && bavail === 0 ? `the disk of ${there} is full` : undefined;
  } catch (error) {
    return `${reasonOf(error)}: ${there}`;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENAMETOOLONG") return "the name is too long";
  if (code === "ELOOP") return "a link leads to itself";
  return diskTrouble(error) ?? message;
}
