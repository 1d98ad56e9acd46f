// Ends a process, first with good words, and makes sure that it is gone.
import type { Clock } from "../../core/clock.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { thisPlatform } from "../../core/platform/this-platform.ts";
import type { Ending } from "../../core/platform/processes.ts";

export interface Processes {
  clock: Clock;
  isRunning: (pid: number) => boolean;
  kill(pid: number, how: Ending): void;
}

/** @throws CloudRunnerError when it is there still */
export async function endProcess(processes: Processes, pid: number): Promise<void> {
  for (const how of ["asked", "at once"] as const) {
    processes.kill(pid, how);
    if (await isGoneWithin(processes, pid, 3000)) return;
  }
  throw new CloudRunnerError(`The local cloud, process ${pid}, does not end.`, {
    code: "local-cloud.stop-failed",
    fix: thisPlatform().endingCommand(pid, true),
  });
}

export async function isGoneWithin(
  { clock, isRunning }: Processes,
  pid: number,
  ms: number,
): Promise<boolean> {
  const deadline = clock.now() + ms;
  while (isRunning(pid)) {
    if (clock.now() > deadline) return false;
    await clock.sleep(20);
  }
  return true;
}
