// A temporary project folder, and the real command line run in it as a user would run it.
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

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
      await rm(path, { recursive: true, force: true });
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
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
  } catch {
    return false;
  }
}

export function endProcess(pid: number): void {
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
}

/** Process ids of the children of a process, by the kernel's own list. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

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
