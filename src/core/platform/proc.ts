// What Linux tells in /proc. Elsewhere there is none, and each of these says so.
import { readdirSync, readFileSync, statSync } from "node:fs";

/** A file of a process; undefined where there is none. */
export function procFile(pid: number | "self", name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return undefined;
  }
}

/** Whether it has ended and waits for its parent. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function isZombie(pid: number): boolean {
  const state = procFile(pid, "stat");
  // "pid (name) state ...", where the name may hold brackets and spaces.
  return state !== undefined && /^[ZX]/.test(state.slice(state.lastIndexOf(")") + 2));
}

export const procCommandLine = (pid: number): string | undefined =>
  procFile(pid, "cmdline")?.split("\0").join(" ").trimEnd();

/** The processes of a user. @throws Error where there is no such list */
export const procIds = (uid: number | undefined): number[] =>
  readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => isOf(pid, uid));

/** Not for one that has just ended. */
function isOf(pid: number, uid: number | undefined): boolean {
  try {
    return statSync(`/proc/${pid}`).uid === uid;
  } catch {
    return false;
  }
}

/** Who owns each socket. @throws Error where there is no such table */
export const socketTable = (name: "tcp" | "tcp6"): string => readFileSync(`/proc/net/${name}`, "latin1");

/** Whether this process was started by nohup; undefined where the system does not say. */
export function ignoresHangUp(status = procFile("self", "status")): boolean | undefined {
  // https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status ?? "")?.[1];
  return mask === undefined ? undefined : (BigInt(`0x${mask}`) & 1n) === 1n;
}
