// A temporary project folder, and the real command line run in it as a user would run it.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { isRunning } from "../../src/core/platform/processes.ts";

export const cliPath = fileURLToPath(new URL("../../bin/cloud-runner.js", import.meta.url));

export interface CliResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** What the local cloud of a folder wrote about itself. */
export interface CloudFile {
  pid: number;
  httpPort: number;
  grpcPort: number;
  secret: string;
}

export interface ProjectFolder {
  path: string;
  /** Path of a file in the folder; written first when `content` is given. */
  file(name: string, content?: string | Uint8Array): Promise<string>;
  run(...args: string[]): Promise<CliResult>;
  /** `up`, which must succeed. */
  up(): Promise<void>;
  /** Runs a command that must succeed and gives what it printed as JSON. */
  json<T>(...args: string[]): Promise<T>;
  cloud(): CloudFile;
  /** Ends what the test left running, then removes the folder. */
  remove(): Promise<void>;
}

export async function createProjectFolder(): Promise<ProjectFolder> {
  const path = await mkdtemp(join(tmpdir(), "cloud-runner-e2e-"));
  const cloudFile = join(path, ".cloud-runner", "cloud.json");
  const cloud = () => JSON.parse(readFileSync(cloudFile, "utf8")) as CloudFile;

  async function run(...args: string[]): Promise<CliResult> {
    const result = await execa(process.execPath, [cliPath, ...args], {
      cwd: path,
      reject: false,
      stdin: "ignore",
      timeout: 170_000,
      env: { NO_COLOR: "1", CI: "true", CLOUD_RUNNER_TRUST: "1" },
    });
    return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
  }

  async function succeed(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await run(...args);
    if (exitCode !== 0)
      throw new Error(`cloud-runner ${args.join(" ")} exited ${exitCode}\n${stdout}\n${stderr}`);
    return stdout;
  }

  return {
    path,
    async file(name, content) {
      const file = join(path, name);
      if (content !== undefined) await writeFile(file, content);
      return file;
    },
    run,
    async up() {
      await succeed("up", "--yes");
    },
    json: async <T>(...args: string[]) => JSON.parse(await succeed(...args, "--json")) as T,
    cloud,
    async remove() {
      if (existsSync(cloudFile)) await endCloud(cloud().pid);
      await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** With its instances. Quicker than `down`, which other tests look at. */
async function endCloud(pid: number): Promise<void> {
  // A test may have written this process into the file.
  if (pid === process.pid || !isAlive(pid)) return;
  const all = [pid, ...childrenOf(pid)];
  all.forEach(endProcess);
  await eventually(
    "the local cloud and its instances to end",
    10_000,
    () => !all.some(isAlive) || undefined,
    20,
  );
}

/** Whether a process with this id runs. One that has ended but was not yet collected by its parent does not. */
export function isAlive(pid: number): boolean {
  return isRunning(pid);
}

export function endProcess(pid: number): void {
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
}

/** Process ids of the children of a process, by the kernel's own list where there is one. */
export function childrenOf(pid: number): number[] {
  return (childrenOn[process.platform] ?? childrenOn["linux"]!)(pid).split(/\s+/).filter(Boolean).map(Number);
}

const childrenOn: Partial<Record<NodeJS.Platform, (pid: number) => string>> = {
  linux: (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"),
  // It fails where there are none.
  darwin: (pid) => spawnSync("pgrep", ["-P", `${pid}`], { encoding: "utf8" }).stdout,
  win32: (pid) =>
    spawnSync(
      "powershell.exe",
      [
        "-NoProfile",
        "-Command",
        `(Get-CimInstance Win32_Process -Filter 'ParentProcessId = ${pid}').ProcessId`,
      ],
      { encoding: "utf8" },
    ).stdout,
};

/** Polls until `check` gives something, for at most `timeoutMs`. */
export async function eventually<T>(
  what: string,
  timeoutMs: number,
  check: () => Promise<T | undefined> | T | undefined,
  everyMs = 100,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`Still waiting for ${what} after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
