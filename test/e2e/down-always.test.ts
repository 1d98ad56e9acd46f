// `down` comes to its end whatever has happened to the local cloud, and other commands end none that others may work on.
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  cliPath,
  createProjectFolder,
  endProcess,
  eventually,
  isAlive,
  type ProjectFolder,
} from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";
import { isWindows } from "../support/system.ts";

let folder: ProjectFolder;
beforeAll(async () => {
  folder = await createProjectFolder();
});
afterAll(() => folder.remove());

const state = (...names: string[]) => join(folder.path, ".cloud-runner", ...names);

it.skipIf(isWindows)(
  "a cloud that does not answer for a while (Windows stops no process) is waited for, and `predict` goes on",
  async () => {
    await folder.up();
    await folder.file("data.csv", dailySeries());
    const { pid } = folder.cloud();
    process.kill(pid, "SIGSTOP");
    const options = { cwd: folder.path, reject: false, env: { NO_COLOR: "1", CI: "true" } } as const;
    const commands = [["predict", "data.csv"], ["status"], ["logs"]].map((words) =>
      execa(process.execPath, [cliPath, ...words], options),
    );
    await Promise.all(
      commands.map(
        (command) =>
          new Promise<void>((resolve) =>
            command.stderr.on("data", (text: Buffer) => {
              if (text.toString().includes(`process ${pid}, does not answer; waiting`)) resolve();
            }),
          ),
      ),
    );
    process.kill(pid, "SIGCONT");
    const ended = await Promise.all(commands);
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(folder.cloud().pid).toBe(pid);
  },
);

it("a damaged state is named with the command that helps, and `down` removes it", async () => {
  const { pid } = folder.cloud();
  endProcess(pid);
  await eventually("the process to end", 5000, () => !isAlive(pid) || undefined);
  for (const name of ["state.sqlite-wal", "state.sqlite-shm"]) await rm(state(name), { force: true });
  await writeFile(state("state.sqlite"), "no database ".repeat(1000));
  const status = await folder.run("status");
  expect(status.exitCode).toBe(1);
  expect(status.stderr).toContain("The state in .cloud-runner is damaged");
  expect(status.stderr).toMatch(/^Fix: .*cloud-runner down --yes && cloud-runner up$/m);
  const down = await folder.run("down", "--yes");
  expect(down).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("Local cloud removed") as string,
  });
  expect(down.stderr).toContain("is damaged");
  expect(existsSync(state())).toBe(false);
});

it.skipIf(isWindows)(
  "a cloud whose folder is gone (Windows stops no process) ends by itself; until then the list names it",
  async () => {
    await folder.json("local", "start");
    const { pid } = folder.cloud();
    // So that it does not end before it is listed.
    process.kill(pid, "SIGSTOP");
    await rm(state(), { recursive: true });
    type Listed = { clouds: { pid: number; folder: string; status: string }[] };
    const { clouds } = await folder.json<Listed>("local", "list");
    expect(clouds).toContainEqual({ pid, folder: folder.path, status: "orphan" });
    expect((await folder.run("local", "list")).stdout).toContain(`kill ${pid}`);
    process.kill(pid, "SIGCONT");
    await eventually("the process to end", 10_000, () => !isAlive(pid) || undefined);
  },
);
