// Which processes run, what their command lines are, and how they are ended.
import type { Exec } from "../exec.ts";
import type { Platform } from "./platform.ts";
import { isZombie, procCommandLine, procIds } from "./proc.ts";
import { ownUserId, thisPlatform } from "./this-platform.ts";

export interface ListedProcess {
  pid: number;
  commandLine: string;
}

/** `asked` can be heard where programs hear signals; elsewhere it ends them at once, as `at once` does everywhere. */
export type Ending = "asked" | "at once";

const signals = { asked: "SIGTERM", "at once": "SIGKILL" } as const;

/** The signal for a child process. */
export const signalFor = (how: Ending): (typeof signals)[Ending] => signals[how];

/** A process that has ended meanwhile is fine. */
export function endProcessBy(pid: number, how: Ending): void {
  try {
    process.kill(pid, signals[how]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** A zombie, which has ended and waits for its parent, counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, but under another account.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return !isZombie(pid);
}

/** The processes of this user. */
export async function ownProcesses(exec: Exec, platform = thisPlatform()): Promise<ListedProcess[]> {
  switch (platform.processList) {
    case "proc":
      return procIds(ownUserId()).flatMap((pid) => {
        const commandLine = procCommandLine(pid);
        return commandLine === undefined ? [] : [{ pid, commandLine }];
      });
    case "ps":
      // Without `a` these are the processes of this user alone.
      return linesOf((await exec(["ps", "-x", "-ww", "-o", "pid=,command="])).stdout);
    case "powershell":
      // It says no command line of another user's.
      return linesOf((await exec(powershell(processQuery("Name LIKE ''node%''")))).stdout);
  }
}

/** Undefined for one that is gone, and where the system does not say. */
export async function commandLineOf(
  pid: number,
  exec: Exec,
  platform: Platform = thisPlatform(),
): Promise<string | undefined> {
  try {
    if (platform.processList === "proc") return procCommandLine(pid);
    const argv =
      platform.processList === "ps"
        ? (["ps", "-ww", "-o", "pid=,command=", "-p", `${pid}`] as const)
        : powershell(processQuery(`ProcessId = ${pid}`));
    return linesOf((await exec(argv, { timeoutMs: 10_000 })).stdout).find((each) => each.pid === pid)
      ?.commandLine;
  } catch {
    return undefined;
  }
}

/** The command line that runs a script, without what the user has set up for a terminal. */
export const powershell = (script: string) =>
  ["powershell.exe", "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script] as const;

/**
 * In the form of ps. Without the first statement PowerShell would write in the code page of the console, and double quotes
 * would have to be escaped on the way.
 */
const processQuery = (filter: string): string =>
  [
    "[Console]::OutputEncoding = [Text.Encoding]::UTF8",
    `Get-CimInstance Win32_Process -Filter '${filter}' | ForEach-Object { '{0} {1}' -f $_.ProcessId, $_.CommandLine }`,
  ].join("; ");

const linesOf = (text: string): ListedProcess[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const [, pid, commandLine] = /^\s*(\d+) (.+)$/.exec(line) ?? [];
    return commandLine === undefined ? [] : [{ pid: Number(pid), commandLine }];
  });
