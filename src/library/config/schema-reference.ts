// What "$schema" says in a cloud-runner.json, so that editors find the JSON Schema of the file.
import { existsSync } from "node:fs";
import platformPath, { dirname, join, relative, resolve, sep } from "node:path";

/** The path of the JSON Schema in the package. */
export const schemaFile = join("schema", "cloud-runner.schema.json");

/** The name of a copy that stands beside the configuration. */
export const schemaCopy = "cloud-runner.schema.json";

/**
 * The path, relative to the configuration's folder, of a schema that comes with the project: that of the package among
 * the project's dependencies, or of the package's own clone. Undefined when the package lies elsewhere, since a path
 * there would be true on this machine only.
 */
export function schemaInProject(configFolder: string, packageFolder: string): string | undefined {
  const candidates = [...projectFolders(configFolder)].map((folder) =>
    join(folder, "node_modules", "cloud-runner", schemaFile),
  );
  if (isInside(configFolder, packageFolder)) candidates.push(join(packageFolder, schemaFile));
  const found = candidates.find((path) => existsSync(path));
  return found === undefined ? undefined : relativeReference(configFolder, found);
}

/** The folder and those above it, up to the top of its repository. */
function* projectFolders(folder: string): Generator<string> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    yield at;
    if (existsSync(join(at, ".git")) || at === dirname(at)) return;
  }
}

/** From another drive no way leads there but the whole path. */
export function isInside(folder: string, parent: string, path = platformPath): boolean {
  const way = path.relative(parent, folder);
  return !path.isAbsolute(way) && !way.split(path.sep).includes("..");
}

/** With ./ in front and slashes, as every editor wants it. */
function relativeReference(from: string, to: string): string {
  const path = relative(from, to).split(sep).join("/");
  return path.startsWith("../") ? path : `./${path}`;
}
