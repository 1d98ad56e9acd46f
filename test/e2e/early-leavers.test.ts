// A reader that has seen enough, such as `head`, and a user who presses Ctrl-C: what was begun is left in order.
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cliPath, createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;
beforeEach(async () => {
  folder = await createProjectFolder();
});
afterEach(() => folder.remove());

const start = (...args: string[]) =>
  spawn(process.execPath, [cliPath, ...args], { cwd: folder.path, stdio: ["ignore", "pipe", "pipe"] });

const exitOf = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("exit", resolve));

it("goes on when nobody reads its progress any more", async () => {
  await folder.file("data.csv", dailySeries());
  const child = start("backtest", "data.csv", "--models", "naive", "--no-plot");
  child.stderr.destroy();
  const [code, printed] = await Promise.all([exitOf(child), text(child.stdout)]);
  expect({ code, printed }).toEqual({ code: 0, printed: expect.stringContaining("naive") });
});

const full = "/dev/full";

describe.skipIf(!existsSync(full))("a disk that takes nothing more", () => {
  const startWith = (stdio: ["ignore", "pipe" | number, "pipe" | number], ...args: string[]) =>
    spawn(process.execPath, [cliPath, ...args], { cwd: folder.path, stdio });

  it("is an error in words where the result should go", async () => {
    await folder.file("data.csv", dailySeries());
    const disk = openSync(full, "w");
    const child = startWith(["ignore", disk, "pipe"], "check", "data.csv");
    const [code, said] = await Promise.all([exitOf(child), text(child.stderr!)]);
    closeSync(disk);
    expect({ code, said }).toEqual({
      code: 1,
      said: `✖ Standard output cannot be written, so the result is not there.
  The disk is full.
Fix: Make room, or send it elsewhere, then run the command again.
`,
    });
  });

  it("does not stop the work where only its progress should go", async () => {
    await folder.file("data.csv", dailySeries());
    const disk = openSync(full, "w");
    const child = startWith(["ignore", "pipe", disk], "backtest", "data.csv", "--models", "naive");
    const [code, printed] = await Promise.all([exitOf(child), text(child.stdout!)]);
    closeSync(disk);
    expect({ code, printed }).toEqual({ code: 0, printed: expect.stringContaining("naive") });
  });
});

it("comes up again at once after Ctrl-C while the local cloud was starting", async () => {
  const child = start("up");
  const exit = exitOf(child);
  const log = join(folder.path, ".cloud-runner", "cloud.log");
  await eventually("the local cloud to start", 10_000, () => existsSync(log) || undefined, 5);
  child.kill("SIGINT");
  expect(await exit).toBe(130);
  expect((await folder.run("up", "--yes")).exitCode).toBe(0);
});

it("comes up again at once after it was killed while the local cloud was starting", async () => {
  const child = start("up");
  const exit = exitOf(child);
  const lock = join(folder.path, ".cloud-runner", "lock");
  await eventually("the local cloud to take the folder", 10_000, () => existsSync(lock) || undefined, 5);
  child.kill("SIGKILL");
  await exit;
  expect((await folder.run("up", "--yes")).exitCode).toBe(0);
});
