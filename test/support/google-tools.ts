// Google's own programs as referees: what of them is on this machine, and how they are run.
import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where the program is; undefined when it is not on the path. */
export function programOnPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

/** The jar of the Pub/Sub emulator that comes with gcloud, or what is missing for it. */
export function pubsubEmulator(): { jar: string } | { lacks: string } {
  if (programOnPath("java") === undefined) return { lacks: "java is not installed" };
  const gcloud = programOnPath("gcloud");
  if (gcloud === undefined) return { lacks: "gcloud is not installed" };
  const root = dirname(dirname(realpathSync(gcloud)));
  const candidates = [root, "/usr/lib/google-cloud-sdk"].map((folder) =>
    join(folder, "platform/pubsub-emulator/lib/cloud-pubsub-emulator-0.8.20-all.jar"),
  );
  const jar = candidates.find((file) => existsSync(file));
  return jar === undefined ? { lacks: "gcloud has no component pubsub-emulator 0.8.20" } : { jar };
}

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; a refusal is an answer, not an error. */
export async function runTool(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { cwd, timeoutMs = 100_000 }: { cwd?: string; timeoutMs?: number } = {},
): Promise<Finished> {
  try {
    const { stdout, stderr } = await run(file, args, {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
      timeout: timeoutMs,
      ...(cwd !== undefined && { cwd }),
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== "number") throw error;
    return { code, stdout, stderr };
  }
}
