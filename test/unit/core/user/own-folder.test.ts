import { chmod, chown, mkdir, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { platformOf } from "../../../../src/core/platform/platform.ts";
import { makeOwnFolder, userCacheFolder, userStateFolder } from "../../../../src/core/user/own-folder.ts";
import { compileCacheFolder } from "../../../../src/core/user/compile-cache.ts";
import { isWindows } from "../../../support/system.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-user-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const isRoot = process.geteuid?.() === 0;
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe("where the user's own folders are", () => {
  it("follows the variables that are meant for it, unless they say nothing definite", () => {
    const linux = platformOf("linux");
    expect(userStateFolder({ XDG_STATE_HOME: "/s", HOME: "/home/a" }, linux)).toBe("/s/cloud-runner");
    expect(userStateFolder({ XDG_STATE_HOME: "s", HOME: "/home/a" }, linux)).toBe(
      "/home/a/.local/state/cloud-runner",
    );
    expect(userCacheFolder({ XDG_CACHE_HOME: "", HOME: "/home/a" }, linux)).toBe(
      "/home/a/.cache/cloud-runner",
    );
    expect(isAbsolute(userCacheFolder({}))).toBe(true);
    expect(userCacheFolder({})).toContain(homedir());
  });
});

describe.skipIf(isWindows)("a folder of the user's own (on Windows the profile's rights guard it)", () => {
  it("is made for nobody else to enter, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      makeOwnFolder(join(folder, "a", "b"));
    } finally {
      process.umask(before);
    }
    expect(await modeOf(join(folder, "a", "b"))).toBe(0o700);
  });

  it("is closed when others could enter it", async () => {
    await mkdir(join(folder, "a"), { mode: 0o755 });
    makeOwnFolder(join(folder, "a"));
    expect(await modeOf(join(folder, "a"))).toBe(0o700);
  });

  it("is no link", async () => {
    await mkdir(join(folder, "a"));
    await symlink(join(folder, "a"), join(folder, "b"));
    expect(() => makeOwnFolder(join(folder, "b"))).toThrow(/is a link/);
  });

  it("does not lie where others could replace it", async () => {
    await mkdir(join(folder, "open"));
    await chmod(join(folder, "open"), 0o777);
    expect(() => makeOwnFolder(join(folder, "open", "a"))).toThrow(/can replace/);
    // As in /tmp, where everybody removes only what is theirs.
    await chmod(join(folder, "open"), 0o1777);
    expect(() => makeOwnFolder(join(folder, "open", "a"))).not.toThrow();
  });

  it.skipIf(!isRoot)("was not made by another user before (only root can make one for them)", async () => {
    await mkdir(join(folder, "cloud-runner"));
    await chown(join(folder, "cloud-runner"), 12_345, 12_345);
    expect(() => makeOwnFolder(join(folder, "cloud-runner"))).toThrow(/another user/);
    expect(compileCacheFolder({ XDG_CACHE_HOME: folder })).toBeUndefined();
    await chown(folder, 12_345, 12_345);
    expect(() => makeOwnFolder(join(folder, "more"))).toThrow(/can replace/);
  });
});
