// The files that a model names, from beside it or out of an npm package.
import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { ConfigError } from "../../core/errors.ts";

/**
 * @param modelPath absolute
 * @throws ConfigError that lists all that are not there
 */
export async function readModelFiles(
  files: Readonly<Record<string, string>>,
  modelPath: string,
  file: string,
): Promise<Map<string, Buffer>> {
  const problems: string[] = [];
  const contents = new Map<string, Buffer>();
  for (const [name, path] of Object.entries(files)) {
    try {
      contents.set(name, await readFile(pathOf(path, modelPath)));
    } catch (error) {
      problems.push(`files.${name}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
  }
  if (problems.length === 0) return contents;
  throw new ConfigError(`Files of the model ${file} are missing.`, {
    code: "model.files",
    details: problems,
    fix: `Correct the paths under files: those that start with ./ are beside ${file}, others are in an npm package. Or make the files.`,
  });
}

/** In bytes; of what is not there -1. */
export async function sizesOfFiles(
  files: Readonly<Record<string, string>>,
  modelPath: string,
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const [name, path] of Object.entries(files)) {
    const size = await stat(pathOf(path, modelPath))
      .then((found) => found.size)
      .catch(() => -1);
    sizes.set(name, size);
  }
  return sizes;
}

/** A package may not export its files, so where it lies is looked up, and the rest is a path in it. */
function pathOf(path: string, modelPath: string): string {
  if (/^\.{0,2}\//.test(path)) return resolve(modelPath, "..", path);
  const [, name = path, rest = ""] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(path) ?? [];
  const { resolve: locate } = createRequire(modelPath);
  const folders = locate.paths(name) ?? [];
  try {
    return locate(path);
  } catch (error) {
    for (const folder of folders) {
      try {
        return locate(join(folder, name, rest));
      } catch {
        // In a folder further up, perhaps.
      }
    }
    throw error;
  }
}
