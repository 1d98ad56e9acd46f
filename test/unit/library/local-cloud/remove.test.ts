import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { removeByForce } from "../../../../src/library/local-cloud/remove.ts";
import { fastClock } from "../../../support/fast-clock.ts";
import { fakeContext, fakeIo } from "../../cli/support.ts";
import { isWindows } from "../../../support/system.ts";

let folder: string;
let children: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-remove-"));
  await mkdir(join(folder, ".cloud-runner"));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** A process that runs this code, says "ready", and stays. */
async function running(code: string, ...words: string[]): Promise<ChildProcess> {
  const stays = `${code}; setInterval(() => {}, 1000); console.log("ready")`;
  const argv = ["--disable-warning=ExperimentalWarning", "-e", stays, ...words];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  await once(child.stdout!, "data");
  return child;
}

const state = () => join(folder, ".cloud-runner");
/** Processes take time to end, if little. */
const remove = () => removeByForce({ ...fakeContext(fakeIo({ clock: fastClock(3) })), folder });

it("ends the process that names the folder, even one that will not, and removes the folder", async () => {
  const words = ["local-cloud.js", "--folder", state(), "--image-dir", "/x"];
  const [child, other] = await Promise.all([
    running('process.on("SIGTERM", () => {})', ...words),
    running("0", "local-cloud.js", "--folder", "/elsewhere/.cloud-runner", "--image-dir", "/x"),
  ]);
  const ended = once(child, "exit");
  expect(await remove()).toEqual({ pid: child.pid, folder: state() });
  expect(await ended).toEqual(isWindows ? [1, null] : [null, "SIGKILL"]);
  expect(other.exitCode ?? other.signalCode).toBeNull();
  expect(existsSync(state())).toBe(false);
});

it("ends the process that holds the folder's lock, by whatever way it came there", async () => {
  const code = `
    const database = new (require("node:sqlite").DatabaseSync)(${JSON.stringify(join(state(), "lock.sqlite"))});
    database.exec("BEGIN EXCLUSIVE");
    require("node:fs").writeFileSync(${JSON.stringify(join(state(), "lock"))}, String(process.pid))`;
  const holder = await running(code);
  const ended = once(holder, "exit");
  expect(await remove()).toEqual({ pid: holder.pid, folder: state() });
  expect(await ended).toEqual(isWindows ? [1, null] : [null, "SIGTERM"]);
});

it("leaves the process alone that a lock names which nobody holds, or which is damaged", async () => {
  const stranger = await running("0");
  await writeFile(join(state(), "lock"), String(stranger.pid));
  await writeFile(join(state(), "lock.sqlite"), "no database ".repeat(100));
  expect(await remove()).toEqual({ pid: undefined, folder: state() });
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  expect(existsSync(state())).toBe(false);
});
