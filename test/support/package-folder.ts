// A package folder as small as an image can be built from.
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readImageContent, type ImageContent } from "../../src/provision/image/image-content.ts";

const dockerfile = `ARG BASE_IMAGE=node:24
FROM \${BASE_IMAGE}
ARG VERSION=0.0.0
ARG REVISION=unknown
COPY dist/image/ ./
`;

/** Whoever makes one removes its folder. */
export async function smallPackage(server = "// serves"): Promise<ImageContent> {
  const folder = await mkdtemp(join(tmpdir(), "package-"));
  await mkdir(join(folder, "dist/image"), { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ version: "1.2.3" }));
  await writeFile(join(folder, "Dockerfile"), dockerfile);
  await writeFile(join(folder, "dist/image/server.mjs"), server);
  await writeFile(
    join(folder, "dist/image/image.json"),
    JSON.stringify({ digest: "sha256:0", revision: "0a1b" }),
  );
  return readImageContent(folder, "base:1");
}
