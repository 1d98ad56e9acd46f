import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf, isWholeImage, sha256 } from "../../../../src/core/disk/image-folder.ts";

let folder: string;
let digest: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-image-"));
  await mkdir(join(folder, "model-files"));
  const contents = { "model-files/weights": "7", "server.mjs": "serve()" };
  for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content);
  const files = Object.fromEntries(
    Object.entries(contents).map(([name, content]) => [name, sha256(content)]),
  );
  digest = digestOf(files);
  await writeFile(join(folder, "image.json"), JSON.stringify({ files }));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("is whole when every file is what the digest says", () => {
  expect(isWholeImage(folder, digest)).toBe(true);
  expect(isWholeImage(folder, "0".repeat(64))).toBe(false);
});

describe("is not whole", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["with a file that was changed", () => writeFile(join(folder, "server.mjs"), "steal()")],
    ["with a file that was added", () => writeFile(join(folder, "model.mjs"), "steal()")],
    ["without one of its files", () => rm(join(folder, "server.mjs"))],
    [
      "with a list that was changed",
      () =>
        writeFile(join(folder, "image.json"), JSON.stringify({ files: { "server.mjs": sha256("serve()") } })),
    ],
    ["without its list", () => rm(join(folder, "image.json"))],
    [
      "with a link in the place of a file",
      async () => {
        await writeFile(`${folder}.mjs`, "serve()");
        await rm(join(folder, "server.mjs"));
        await symlink(`${folder}.mjs`, join(folder, "server.mjs"));
      },
    ],
  ])("%s", async (_, change) => {
    await change();
    expect(isWholeImage(folder, digest)).toBe(false);
    await rm(`${folder}.mjs`, { force: true });
  });
});
