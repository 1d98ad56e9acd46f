// What an image is made of. The same content has the same tag, so that nothing is built or pushed twice.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PreconditionError } from "../../core/errors.ts";

export interface ImageContent {
  /** The build's context: the folder of the package. */
  folder: string;
  baseImage: string;
  version: string;
  /** Commit that the code was built from; its digest where it was not built from a repository. */
  revision: string;
  /** Changes with the code, the Dockerfile and the base image, and with nothing else. */
  tag: string;
}

/** With another base than the one that the Dockerfile names, where one is wanted. */
export async function readImageContent(folder: string, otherBase?: string): Promise<ImageContent> {
  const read = (...path: string[]) => readPart(join(folder, ...path));
  const [image, manifest, dockerfile] = await Promise.all([
    read("dist", "image", "image.json"),
    read("package.json"),
    read("Dockerfile"),
  ]);
  const { digest, revision = digest } = JSON.parse(image) as { digest: string; revision?: string };
  const { version } = JSON.parse(manifest) as { version: string };
  const baseImage = otherBase ?? /^ARG BASE_IMAGE=(\S+)/m.exec(dockerfile)![1]!;
  // As lines of text, which a checkout may end in either way.
  const parts = [digest, baseImage, dockerfile.replaceAll("\r\n", "\n")];
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return { folder, baseImage, version, revision, tag: `content-${hash.slice(0, 24)}` };
}

async function readPart(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new PreconditionError("The container's files are not built.", {
      code: "build.no-image",
      details: [`Looked for ${path}.`],
      fix: "npm run build",
      cause: error,
    });
  }
}
