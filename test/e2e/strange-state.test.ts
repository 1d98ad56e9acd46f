// A project folder that came from elsewhere with a `.cloud-runner` in it: nothing of that is run, deleted or overwritten.
import { existsSync } from "node:fs";
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cliPath, createProjectFolder, endProcess, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

const commands = [
  ["status"],
  ["logs"],
  ["outputs"],
  ["dlq", "list"],
  ["up", "--yes"],
  ["down", "--yes"],
  ["local", "start"],
  ["local", "stop"],
];

let folder: ProjectFolder;
/** Whose state was made by somebody else, on another machine as far as the clone can tell. */
let sender: ProjectFolder;
let outside: string;

beforeAll(async () => {
  [folder, sender] = await Promise.all([createProjectFolder(), createProjectFolder()]);
  outside = await mkdtemp(join(tmpdir(), "cloud-runner-outside-"));
  const env = { XDG_STATE_HOME: join(outside, "state"), NO_COLOR: "1", CI: "true" };
  await execa(process.execPath, [cliPath, "local", "start"], { cwd: sender.path, env });
  endProcess(sender.cloud().pid);
});
afterAll(async () => {
  await folder.remove();
  await sender.remove();
  await rm(outside, { recursive: true, force: true });
});

const state = (...names: string[]) => join(folder.path, ".cloud-runner", ...names);

/** Every file below, with what is in it. */
async function contentOf(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, "latin1")])),
  );
}

describe("a clone that carries a state", () => {
  it("is refused by every command that would use it, and stays as it is", async () => {
    await cp(join(sender.path, ".cloud-runner"), state(), { recursive: true });
    const before = await contentOf(folder.path);
    const results = await Promise.all(commands.map((words) => folder.run(...words)));
    for (const { exitCode, stderr } of results) {
      expect(exitCode).toBe(1);
      expect(stderr).toContain("was not made by this user on this machine");
      expect(stderr).toContain(`rm -rf ${state()}`);
    }
    expect(await contentOf(folder.path)).toEqual(before);
    await rm(state(), { recursive: true });
  });

  it("leads nowhere by its links", async () => {
    await writeFile(join(outside, "precious"), "mine");
    await mkdir(state());
    await symlink(outside, state("objects"));
    for (const name of ["cloud.log", ".gitignore", "cloud.json", "owner"]) {
      await symlink(join(outside, "precious"), state(name));
    }
    const results = await Promise.all(commands.map((words) => folder.run(...words)));
    for (const { exitCode, stderr } of results) {
      expect(exitCode).toBe(1);
      expect(stderr).toContain("is a link");
    }
    expect(await readFile(join(outside, "precious"), "utf8")).toBe("mine");
    await rm(state(), { recursive: true });
    await symlink(outside, state());
    expect((await folder.run("up", "--yes")).stderr).toContain("is a link");
    expect((await readdir(outside)).toSorted()).toEqual(["precious", "state"]);
    await rm(state());
  });

  it("does not keep commands from working that have no use for it", async () => {
    await mkdir(state());
    await writeFile(state("cloud.json"), "{}");
    expect((await folder.run("models")).exitCode).toBe(0);
    await rm(state(), { recursive: true });
  });
});

const isRoot = process.geteuid?.() === 0;
const other = 12_345;

describe.skipIf(!isRoot)("another user of the machine (only root can act as one)", () => {
  it("gets a clear answer instead of a bug", async () => {
    await folder.json("local", "start");
    const argv = ["--reuid", `${other}`, "--regid", `${other}`, "--clear-groups", process.execPath, cliPath];
    const home = join(outside, "home");
    await mkdir(home);
    await chown(home, other, other);
    const runAs = (...words: string[]) =>
      execa("setpriv", [...argv, ...words, "-C", folder.path], {
        cwd: "/",
        reject: false,
        env: { HOME: home, XDG_STATE_HOME: join(home, "state"), NO_COLOR: "1", CI: "true" },
      });
    await execa("chmod", ["0755", folder.path, outside]);
    for (const words of [["down", "--yes"], ["status"]]) {
      const { exitCode, stderr } = await runAs(...words);
      expect(stderr).toContain("belongs to another user, number 0");
      expect(exitCode).toBe(1);
    }
    expect(existsSync(state("cloud.json"))).toBe(true);
  });

  it("cannot put code where commands look for compiled code", async () => {
    const cache = join(outside, "cache");
    const planted = join(cache, "cloud-runner");
    await mkdir(planted, { recursive: true, mode: 0o777 });
    await chown(planted, other, other);
    const env = { XDG_CACHE_HOME: cache, NO_COLOR: "1" };
    const { exitCode } = await execa(process.execPath, [cliPath, "--version"], { env });
    expect(exitCode).toBe(0);
    expect(await readdir(planted)).toEqual([]);
  });
});

it("compiled code goes into a folder of the user's own", async () => {
  const env = { XDG_CACHE_HOME: join(outside, "own-cache"), NO_COLOR: "1" };
  await execa(process.execPath, [cliPath, "--version"], { env });
  expect(await readdir(join(outside, "own-cache", "cloud-runner"))).toHaveLength(1);
});

it("files are for this user alone under any umask, and results for whom the input is for", async () => {
  const own = await createProjectFolder();
  const run = (...words: string[]) =>
    execa("sh", ["-c", 'umask 000; exec "$@"', "-", process.execPath, cliPath, ...words], {
      cwd: own.path,
      env: { NO_COLOR: "1", CI: "true" },
    });
  try {
    await own.file("secret.csv", dailySeries({ days: 30 }));
    await own.file("open.csv", dailySeries({ days: 30 }));
    await chmod(await own.file("secret.csv"), 0o600);
    await chmod(await own.file("open.csv"), 0o644);
    await run("up", "--yes");
    await run("predict", "secret.csv", "open.csv", "--model", "naive", "--horizon", "3");
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await modeOf(await own.file("secret.forecast.csv"))).toBe(0o600);
    expect(await modeOf(await own.file("open.forecast.csv"))).toBe(0o644);
    const state = join(own.path, ".cloud-runner");
    const names = await readdir(state, { recursive: true });
    const open = await Promise.all(
      ["", ...names].map(async (name) => {
        const found = await stat(join(state, name)).catch(() => undefined);
        return found !== undefined && (found.mode & 0o077) !== 0 ? [name] : [];
      }),
    );
    expect(open.flat()).toEqual([]);
  } finally {
    await own.remove();
  }
});
