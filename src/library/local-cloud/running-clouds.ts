// Every local cloud that runs on this machine, found in the list of processes: there is no register to keep true.
import { dirname, resolve } from "node:path";
import type { Exec } from "../../core/exec.ts";
import { ownProcesses, type ListedProcess } from "../../core/platform/processes.ts";

export interface RunningCloud {
  pid: number;
  /** The project folder, which need not be there any more. */
  folder: string;
}

/** This user's local clouds, in the order of their folders. Each has still to be asked whether it is one. */
export async function runningClouds(exec: Exec): Promise<RunningCloud[]> {
  return (await ownProcesses(exec))
    .flatMap((each) => cloudIn(each) ?? [])
    .toSorted((a, b) => (a.folder === b.folder ? a.pid - b.pid : a.folder < b.folder ? -1 : 1));
}

/**
 * The folder that the process of a local cloud names, which ends in `.cloud-runner`, without that end. Where command lines
 * are one text, what holds a space stands in quotes.
 */
export function cloudIn({ pid, commandLine }: ListedProcess): RunningCloud | undefined {
  const state = /local-cloud\.js"? --folder (.+) --image-dir /.exec(commandLine)?.[1];
  return state === undefined ? undefined : { pid, folder: dirname(resolve(state.replace(/^"(.*)"$/, "$1"))) };
}
