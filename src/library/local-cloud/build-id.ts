// Names the code that is installed, so that a background process of older code is noticed and replaced.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PreconditionError } from "../../core/errors.ts";

export const imageFolder = (packageFolder: string): string => join(packageFolder, "dist", "image");
export const localEntry = (packageFolder: string): string =>
  join(packageFolder, "dist", "bundle", "local-cloud.js");

/** Digest of the container's content, as the build wrote it. */
export function imageDigest(packageFolder: string): string {
  const file = join(imageFolder(packageFolder), "image.json");
  try {
    const { digest } = JSON.parse(readFileSync(file, "utf8")) as { digest: string };
    return digest.startsWith("sha256:") ? digest : `sha256:${digest}`;
  } catch (error) {
    throw new PreconditionError("The container's files are not built.", {
      code: "build.no-image",
      details: [`Looked for ${file}.`],
      fix: "npm run build",
      cause: error,
    });
  }
}

/** Changes with the version, the container's content and the local cloud's own code. */
export function buildId(packageFolder: string): string {
  const hash = createHash("sha256").update(imageDigest(packageFolder));
  hash.update(readFileSync(join(packageFolder, "package.json")));
  // The files that it imports have a digest of their content, and of what they import, in the names by which it does so.
  hash.update(readFileSync(localEntry(packageFolder)));
  return hash.digest("hex").slice(0, 16);
}
