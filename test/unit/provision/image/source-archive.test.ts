import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageContent } from "../../../../src/provision/image/image-content.ts";
import { sourceArchive, withArguments } from "../../../../src/provision/image/source-archive.ts";
import { smallPackage } from "../../../support/package-folder.ts";

let content: ImageContent;
let target: string;
beforeAll(async () => {
  content = await smallPackage("x".repeat(1300));
  target = await mkdtemp(join(tmpdir(), "archive-"));
});
afterAll(async () => {
  await rm(content.folder, { recursive: true });
  await rm(target, { recursive: true });
});

describe("the source archive", () => {
  it("unpacks to the Dockerfile and the bundle, and to nothing else", async () => {
    const file = join(target, "source.tar.gz");
    const files = join(content.folder, "dist/image/model-files");
    await mkdir(files);
    await writeFile(join(files, "network"), "n");
    await writeFile(file, await sourceArchive(content));
    const listed = execFileSync("tar", ["--list", "--verbose", "--gzip", "--file", file], {
      encoding: "utf8",
    });
    expect(listed.match(/\S+$/gm)).toEqual([
      "Dockerfile",
      "dist/image/model-files/network",
      "dist/image/server.mjs",
    ]);
    expect(listed).toMatch(/^-rw-r--r--/);
    execFileSync("tar", ["--extract", "--gzip", "--file", file, "--directory", target]);
    expect(await readFile(join(target, "dist/image/server.mjs"), "utf8")).toBe("x".repeat(1300));
    expect(await readFile(join(target, "Dockerfile"), "utf8")).toContain("ARG VERSION=1.2.3\n");
  });

  it("has the same bytes for the same content, whenever the files were written", async () => {
    const first = await sourceArchive(content);
    await utimes(join(content.folder, "dist/image/server.mjs"), 1, 1);
    expect((await sourceArchive(content)).equals(first)).toBe(true);
  });
});

it("build arguments become defaults of the Dockerfile", () => {
  const before =
    "ARG BASE_IMAGE=node:24\r\nFROM ${BASE_IMAGE}\r\nARG BASE_IMAGE\r\nARG VERSION=0\r\nARG OTHER=1\r\n";
  expect(withArguments(before, { baseImage: "b@sha256:1", version: "2", revision: "r" })).toBe(
    "ARG BASE_IMAGE=b@sha256:1\nFROM ${BASE_IMAGE}\nARG BASE_IMAGE\nARG VERSION=2\nARG OTHER=1\n",
  );
});
