// Whether a process still runs, what its command line is, and how to end it.
import { readFileSync } from "node:fs";

/** A zombie, which has ended and waits for its parent, counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, but under another account.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const state = procFile(pid, "stat");
  // "pid (name) state ...", where the name may hold brackets and spaces.
  return state === undefined || !/^[ZX]/.test(state.slice(state.lastIndexOf(")") + 2));
}

/** A process that has ended meanwhile is fine. */
export function kill(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The command line of a process; undefined where the system does not say. */
export const commandLineOf = (pid: number): string[] | undefined => procFile(pid, "cmdline")?.split("\0");

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return undefined;
  }
}
