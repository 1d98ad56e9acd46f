import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFolder } from "../../../../src/core/disk/make-folder.ts";
import { isWindows } from "../../../support/system.ts";

it("makes what is missing, at once with others, and leaves what is there", async () => {
  const folder = await mkdtemp(join(tmpdir(), "make-folder-"));
  try {
    const deep = join(folder, "a", "b", "c");
    await Promise.all([makeFolder(deep), makeFolder(deep)]);
    await makeFolder(deep);
    expect((await stat(deep)).isDirectory()).toBe(true);
    await writeFile(join(folder, "file"), "");
    await expect(makeFolder(join(folder, "file"))).rejects.toMatchObject({ code: "EEXIST" });
    await expect(makeFolder(join(folder, "file", "inside"))).rejects.toMatchObject({
      code: isWindows ? "ENOENT" : "ENOTDIR",
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it.runIf(existsSync("/proc/self"))("ends in a file system that takes no folders", async () => {
  await expect(makeFolder("/proc/no-such/inside")).rejects.toMatchObject({ code: "ENOENT" });
});
