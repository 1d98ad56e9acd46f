import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { PreconditionError } from "../../../../src/core/errors.ts";
import { readImageContent } from "../../../../src/provision/image/image-content.ts";

const dockerfile = (command: string) =>
  `ARG BASE_IMAGE=base:0@sha256:0a\nFROM \${BASE_IMAGE}\nARG BASE_IMAGE\nCMD ${command}\n`;

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function packageWith(changes: Record<string, string> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cloud-runner-content-"));
  folders.push(folder);
  await mkdir(join(folder, "dist", "image"), { recursive: true });
  const files = {
    "package.json": JSON.stringify({ version: "1.2.3" }),
    Dockerfile: dockerfile("y"),
    "dist/image/image.json": JSON.stringify({ digest: "sha256:1", revision: "0a1b" }),
    ...changes,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
const tagOf = async (changes?: Record<string, string>, base?: string) =>
  (await readImageContent(await packageWith(changes), base)).tag;

describe("the content of an image", () => {
  it("names the version and the commit", async () => {
    const folder = await packageWith();
    expect(await readImageContent(folder, "base:1")).toEqual({
      folder,
      baseImage: "base:1",
      version: "1.2.3",
      revision: "0a1b",
      tag: expect.stringMatching(/^content-[0-9a-f]{24}$/),
    });
  });

  it.each([
    ["another version", { "package.json": JSON.stringify({ version: "2.0.0" }) }],
    ["another commit", { "dist/image/image.json": JSON.stringify({ digest: "sha256:1", revision: "f" }) }],
    ["other line ends", { Dockerfile: dockerfile("y").replaceAll("\n", "\r\n") }],
  ])("has the same tag with %s", async (_, changes) => {
    expect(await tagOf(changes)).toBe(await tagOf());
  });

  it("has another tag with other code, another Dockerfile or another base image", async () => {
    const tags = await Promise.all([
      tagOf(),
      tagOf({ "dist/image/image.json": JSON.stringify({ digest: "sha256:2" }) }),
      tagOf({ Dockerfile: dockerfile("z") }),
      tagOf({}, "base:2"),
    ]);
    expect(new Set(tags).size).toBe(tags.length);
  });

  it.each(["\n", "\r\n"])(
    "is made on the base that the Dockerfile names, unless another is wanted",
    async (end) => {
      const folder = await packageWith({ Dockerfile: dockerfile("y").replaceAll("\n", end) });
      expect(await readImageContent(folder)).toMatchObject({ baseImage: "base:0@sha256:0a" });
      expect(await readImageContent(folder, "base:1")).toMatchObject({ baseImage: "base:1" });
    },
  );

  it("is known by its digest where no repository was at hand", async () => {
    const folder = await packageWith({ "dist/image/image.json": JSON.stringify({ digest: "sha256:1" }) });
    expect(await readImageContent(folder)).toMatchObject({ revision: "sha256:1" });
  });

  it("says how to build what is not there", async () => {
    const reading = readImageContent(join(tmpdir(), "cloud-runner-no-such-folder"));
    await expect(reading).rejects.toBeInstanceOf(PreconditionError);
    await expect(reading).rejects.toMatchObject({ code: "build.no-image", fix: "npm run build" });
  });
});
