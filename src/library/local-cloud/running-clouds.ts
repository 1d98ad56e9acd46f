// Every local cloud that runs on this machine, found in the list of processes: there is no register to keep true.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import type { Exec } from "../../core/exec.ts";

/** Project folders of this user's local clouds, in alphabetical order. Each has still to be asked whether it is one. */
export async function foldersOfRunningClouds(exec: Exec): Promise<string[]> {
  const lines = linesOfProc() ?? (await linesOfPs(exec));
  const folders = lines.flatMap((line) => folderIn(line) ?? []);
  return [...new Set(folders)].toSorted();
}

/** The folder that the process of a local cloud names, which ends in `.cloud-runner`, without that end. */
export function folderIn(commandLine: string): string | undefined {
  const state = /local-cloud\.js --folder (.+) --image-dir /.exec(commandLine)?.[1];
  return state === undefined ? undefined : dirname(resolve(state));
}

/** Undefined where there is no `/proc`, as on macOS. */
function linesOfProc(): string[] | undefined {
  const { uid } = userInfo();
  try {
    return readdirSync("/proc")
      .filter((name) => /^[0-9]+$/.test(name))
      .flatMap((pid) => lineOf(pid, uid) ?? []);
  } catch {
    return undefined;
  }
}

/** Undefined for a process of somebody else, and for one that has just ended. */
function lineOf(pid: string, uid: number): string | undefined {
  try {
    if (statSync(`/proc/${pid}`).uid !== uid) return undefined;
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return undefined;
  }
}

/** Without `a` these are the processes of this user alone. */
const linesOfPs = async (exec: Exec): Promise<string[]> =>
  (await exec(["ps", "-x", "-ww", "-o", "command="])).stdout.split("\n");
