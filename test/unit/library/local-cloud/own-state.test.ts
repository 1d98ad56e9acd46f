import { existsSync } from "node:fs";
import {
  chmod,
  chown,
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimState, isOwnState } from "../../../../src/library/local-cloud/own-state.ts";
import { isWindows, modeHere } from "../../../support/system.ts";

let folder: string;
let state: string;
let userState: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-state-"));
  state = join(folder, "project", ".cloud-runner");
  userState = join(folder, "home", "cloud-runner");
  await mkdir(join(folder, "project"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
const isRoot = process.geteuid?.() === 0;

describe("a state folder that this user made", () => {
  it("is their own, and for nobody else to read, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      claimState(state, userState);
    } finally {
      process.umask(before);
    }
    expect(isOwnState(state, userState)).toBe(true);
    for (const path of [state, userState]) expect(await modeOf(path)).toBe(modeHere(0o700));
    for (const path of [join(state, "owner"), join(userState, "key")]) {
      expect(await modeOf(path)).toBe(modeHere(0o600));
    }
  });

  it("is made of an empty folder, and may be claimed again", async () => {
    await mkdir(state);
    expect(isOwnState(state, userState)).toBe(false);
    claimState(state, userState);
    claimState(state, userState);
    expect((await readdir(state)).toSorted()).toEqual([".gitignore", "owner"]);
    expect(await readdir(join(folder, "project"))).toEqual([".cloud-runner"]);
  });

  it.skipIf(isWindows)("is closed again to everybody else (Windows has no modes)", async () => {
    claimState(state, userState);
    await chmod(state, 0o755);
    claimState(state, userState);
    expect(await modeOf(state)).toBe(0o700);
  });

  it("stays theirs when the project folder is moved", async () => {
    claimState(state, userState);
    await rename(join(folder, "project"), join(folder, "moved"));
    const moved = join(folder, "moved", ".cloud-runner");
    expect(isOwnState(moved, userState)).toBe(true);
    // From then on it belongs there.
    await mkdir(join(folder, "project"));
    await cp(moved, state, { recursive: true });
    expect(() => isOwnState(state, userState)).toThrow(/is a copy of/);
  });
});

describe("a state folder that is refused", () => {
  const refused = (code: string) => expect.objectContaining({ code }) as Error;
  const strange = refused("local-cloud.strange-state");

  it("came with a clone, and nothing in it is touched", async () => {
    await mkdir(state);
    await writeFile(join(state, "cloud.json"), "{}");
    for (const use of [isOwnState, claimState]) {
      expect(() => use(state, userState)).toThrow(strange);
      expect(() => use(state, userState)).toThrow(/not made by this user on this machine/);
    }
    expect(await readdir(state)).toEqual(["cloud.json"]);
    expect(existsSync(userState)).toBe(false);
  });

  it("carries the mark of another user or machine", async () => {
    claimState(state, join(folder, "other-home", "cloud-runner"));
    const said = expect.objectContaining({
      details: [
        expect.stringMatching(/project is copied/),
        expect.stringMatching(/where there is none\..*HOME/),
      ],
    }) as Error;
    expect(() => isOwnState(state, userState)).toThrow(said);
    expect(() => isOwnState(state, userState)).toThrow(strange);
    claimState(join(folder, ".cloud-runner"), userState);
    expect(() => isOwnState(state, userState)).toThrow(strange);
  });

  it("carries a mark for another place", async () => {
    claimState(state, userState);
    await cp(join(folder, "project"), join(folder, "copy"), { recursive: true });
    expect(() => isOwnState(join(folder, "copy", ".cloud-runner"), userState)).toThrow(strange);
  });

  it.each(["", "x"])("has a key that is no key: %j", async (key) => {
    claimState(state, userState);
    await writeFile(join(userState, "key"), key);
    expect(() => isOwnState(state, userState)).toThrow(refused("local-cloud.no-user-folder"));
  });

  it.skipIf(isWindows)("is a link (which needs a right on Windows)", async () => {
    claimState(state, userState);
    await symlink(state, join(folder, ".cloud-runner"));
    expect(() => isOwnState(join(folder, ".cloud-runner"), userState)).toThrow(/is a link/);
  });

  const linked = ["objects", "cloud.log", "state.sqlite", ".gitignore"];
  it.skipIf(isWindows).each(linked)("has a link for %s (which needs a right on Windows)", async (name) => {
    claimState(state, userState);
    await writeFile(join(folder, "file"), "");
    await rm(join(state, name), { force: true });
    await symlink(join(folder, "file"), join(state, name));
    expect(() => claimState(state, userState)).toThrow(/is a link/);
    await rm(join(state, name));
    await link(join(folder, "file"), join(state, name));
    expect(() => isOwnState(state, userState)).toThrow(/is a link/);
  });

  it.skipIf(!isRoot)("belongs to another user, in whole or in part (only root can make one)", async () => {
    claimState(state, userState);
    await chown(join(state, "owner"), 12_345, 12_345);
    expect(() => isOwnState(state, userState)).toThrow(refused("local-cloud.other-user"));
    await chown(join(state, "owner"), 0, 0);
    await chown(state, 12_345, 12_345);
    expect(() => isOwnState(state, userState)).toThrow(/another user, number 12345/);
  });
});

it("says what to do where the user has no folder of their own", async () => {
  await writeFile(join(folder, "home"), "");
  expect(() => claimState(state, userState)).toThrow(
    expect.objectContaining({
      code: "local-cloud.no-user-folder",
      fix: expect.stringContaining("XDG_STATE_HOME") as string,
    }) as Error,
  );
  expect(existsSync(state)).toBe(false);
});
