// Every local cloud that runs on this machine, found in the list of processes: there is no register to keep true.
import { readdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Exec } from "../../core/exec.ts";
import { ownUserId } from "../../core/user/own-folder.ts";
import { commandLineOf } from "./process-table.ts";

export interface RunningCloud {
  pid: number;
  /** The project folder, which need not be there any more. */
  folder: string;
}

/** This user's local clouds, in the order of their folders. Each has still to be asked whether it is one. */
export async function runningClouds(exec: Exec): Promise<RunningCloud[]> {
  const lines = linesOfProc() ?? (await linesOfPs(exec));
  return lines
    .flatMap((line) => cloudIn(line) ?? [])
    .toSorted((a, b) => (a.folder === b.folder ? a.pid - b.pid : a.folder < b.folder ? -1 : 1));
}

/**
 * The folder that the process of a local cloud names, which ends in `.cloud-runner`, without that end.
 * @param line the process id and the command line
 */
export function cloudIn(line: string): RunningCloud | undefined {
  const [, pid, state] = /^\s*(\d+) .*local-cloud\.js --folder (.+) --image-dir /.exec(line) ?? [];
  return state === undefined ? undefined : { pid: Number(pid), folder: dirname(resolve(state)) };
}

/** Undefined where there is no `/proc`, as on macOS. */
function linesOfProc(): string[] | undefined {
  const uid = ownUserId();
  try {
    return readdirSync("/proc")
      .filter((name) => /^[0-9]+$/.test(name))
      .flatMap((pid) => lineOf(pid, uid) ?? []);
  } catch {
    return undefined;
  }
}

/** Undefined for a process of somebody else, and for one that has just ended. */
function lineOf(pid: string, uid: number | undefined): string | undefined {
  try {
    if (statSync(`/proc/${pid}`).uid !== uid) return undefined;
    return `${pid} ${commandLineOf(Number(pid))?.join(" ") ?? ""}`;
  } catch {
    return undefined;
  }
}

/** Without `a` these are the processes of this user alone. */
const linesOfPs = async (exec: Exec): Promise<string[]> =>
  (await exec(["ps", "-x", "-ww", "-o", "pid=,command="])).stdout.split("\n");
