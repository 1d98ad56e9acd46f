// The id of a project that is about to be made stands in cloud-runner.json first: a crash then leaves no project that
// nobody knows of, and every later command finds it.
import { writeWhole } from "../predict/write-file.ts";
import type { LoadedConfig } from "../settings.ts";

type Written = Pick<LoadedConfig, "path" | "file">;

/** Puts the project into the file, beside all that stands there. */
export async function writeProjectId({ path, file = {} }: Written, project: string): Promise<void> {
  await write(path, { ...file, target: "gcp", project });
}

/** Takes it out again, once it is gone: its id can never be used again. */
export async function forgetProjectId({ path, file = {} }: Written, project: string): Promise<boolean> {
  const { project: written, ...rest } = file as { project?: unknown };
  if (written !== project) return false;
  await write(path, rest);
  return true;
}

const write = (path: string, content: object) =>
  writeWhole(path, `${JSON.stringify(content, undefined, 2)}\n`, {
    fix: "Make its folder writable, then run the command again: the id of the project is kept there first.",
  });
