// A local cloud as a process of its own, from the sources, so that nobody else's work counts as its delays.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface CloudProcess {
  httpUrl: string;
  httpPort: number;
  grpcPort: number;
  secret: string;
  /** What it has written to its own log. */
  log(): string;
  isAlive(): boolean;
  /** Most memory that it had, in MiB; undefined where the system does not say it. */
  peakMebibytes(): number | undefined;
  /** Most processor time, since the last question, that it took before it looked who else asks. */
  longestTurnMs(): Promise<number>;
  end(): Promise<void>;
}

const probe = new URL("turn-probe.js", import.meta.url);
const main = fileURLToPath(new URL("../../src/local/main.ts", import.meta.url));

export async function startCloud(): Promise<CloudProcess> {
  const folder = await mkdtemp(join(tmpdir(), "abuse-"));
  const args = [main, "--folder", folder, "--image-dir", folder, "--build-id", "abuse"];
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--import", probe.href, ...args],
    { stdio: ["ignore", "ignore", "pipe", "ipc"] },
  );
  let log = "";
  const serves = Promise.withResolvers<void>();
  const ended = once(child, "exit").then(() => serves.reject(new Error(`The local cloud ended:\n${log}`)));
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    log += text;
    if (log.includes("Serving HTTP")) serves.resolve();
  });
  await serves.promise;
  const state = JSON.parse(await readFile(join(folder, "cloud.json"), "utf8")) as {
    httpPort: number;
    grpcPort: number;
    secret: string;
  };
  return {
    ...state,
    httpUrl: `http://127.0.0.1:${state.httpPort}`,
    log: () => log,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    peakMebibytes() {
      if (process.platform !== "linux") return undefined;
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
    },
    async longestTurnMs() {
      const answer = once(child, "message") as Promise<[number]>;
      child.send("longest");
      return (await answer)[0];
    },
    async end() {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
