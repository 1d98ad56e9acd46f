// The command line of a checkout, run in a project folder of its own, and the local cloud that it starts there.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { childrenOf, endProcess, isAlive, type CloudFile } from "../support/project-folder.ts";

export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
  wallMs: number;
  /** Processor time of its threads. */
  cpuMs: number;
}

/** Leaves its processor time behind when it ends. */
const cpuMeter = `data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>{const{user,system}=process.cpuUsage();writeFileSync(process.env.CPU_FILE,String((user+system)/1000))})`;

export interface Project {
  /** Of the checkout. */
  root: string;
  folder: string;
  write(name: string, content: string | Uint8Array): Promise<void>;
  run(...args: string[]): Promise<Run>;
  /** Runs a command that must succeed. */
  succeed(...args: string[]): Promise<Run>;
  cloud(): CloudFile;
  /** Ends what it started and removes the folder. */
  end(): Promise<void>;
}

/** @param signal ends the command that runs */
export async function openProject(root: string, signal: AbortSignal): Promise<Project> {
  const bin = join(root, "bin/cloud-runner.js");
  if (!existsSync(join(root, "dist/image")))
    throw new Error(`${root} is not built: run npm run build there.`);
  const folder = await mkdtemp(join(tmpdir(), "cloud-runner-compare-"));
  const cloudFile = join(folder, ".cloud-runner/cloud.json");
  const cpuFile = join(folder, ".cpu");
  const cloud = () => JSON.parse(readFileSync(cloudFile, "utf8")) as CloudFile;

  async function run(args: readonly string[], until?: AbortSignal): Promise<Run> {
    const startedAt = performance.now();
    const child = spawn(process.execPath, ["--import", cpuMeter, bin, ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", CI: "true", CLOUD_RUNNER_TRUST: "1", CPU_FILE: cpuFile },
      ...(until && { signal: until }),
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject).once("close", (code) => resolve(code ?? -1));
    });
    const wallMs = performance.now() - startedAt;
    return { exitCode, stdout, stderr, wallMs, cpuMs: Number(readFileSync(cpuFile, "utf8")) };
  }

  return {
    root,
    folder,
    async write(name, content) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    },
    run: (...args) => run(args, signal),
    async succeed(...args) {
      const done = await run(args, signal);
      if (done.exitCode === 0) return done;
      throw new Error(`${bin} ${args.join(" ")} exited ${done.exitCode}\n${done.stdout}\n${done.stderr}`);
    },
    cloud,
    async end() {
      if (existsSync(cloudFile)) {
        const { pid } = cloud();
        const started = isAlive(pid) ? [pid, ...childrenOf(pid)] : [];
        await run(["down", "--yes"]);
        started.forEach(endProcess);
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
