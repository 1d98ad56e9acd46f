// How much memory and processor time processes use.
import type { Exec } from "../exec.ts";
import type { Platform } from "./platform.ts";
import { procFile } from "./proc.ts";
import { powershell } from "./processes.ts";
import { thisPlatform } from "./this-platform.ts";

export interface Usage {
  memoryBytes: number;
  /** Since the process began. */
  cpuSeconds: number;
}

/** Without those that are gone, or of which the system says nothing. */
export async function usageOf(
  pids: readonly number[],
  exec: Exec,
  platform: Platform = thisPlatform(),
): Promise<Map<number, Usage>> {
  if (pids.length === 0) return new Map();
  try {
    switch (platform.processList) {
      case "proc":
        return new Map(pids.flatMap((pid) => entryOf(pid, usageInProc(pid))));
      case "ps": {
        const { stdout } = await exec(["ps", "-o", "pid=,rss=,time=", "-p", pids.join(",")], { timeoutMs });
        return usageInPs(stdout);
      }
      case "powershell":
        return usageInPowerShell((await exec(askPowerShell(pids), { timeoutMs })).stdout);
    }
  } catch {
    // ps ends with 1 when none of them is left.
    return new Map();
  }
}

const timeoutMs = 10_000;

const entryOf = (pid: number, usage: Usage | undefined): [number, Usage][] =>
  usage === undefined ? [] : [[pid, usage]];

/** Programs are told in hundredths of a second, whatever the kernel counts in. */
const ticksPerSecond = 100;

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, and status for the memory: pages differ in size. */
function usageInProc(pid: number): Usage | undefined {
  const stat = procFile(pid, "stat");
  const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(procFile(pid, "status") ?? "")?.[1];
  if (stat === undefined || kibibytes === undefined) return undefined;
  // What follows the name, which may hold anything: the 12th and 13th of these are the times in user and kernel mode.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    memoryBytes: Number(kibibytes) * 1024,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}

/** `PID KIBIBYTES TIME`, the time as `[days-][hours:]minutes:seconds`, on macOS with hundredths. */
function usageInPs(text: string): Map<number, Usage> {
  const found = new Map<number, Usage>();
  for (const line of text.split("\n")) {
    const [, pid, kibibytes, days = 0, time] =
      /^\s*(\d+)\s+(\d+)\s+(?:(\d+)-)?([\d:.]+)\s*$/.exec(line) ?? [];
    if (time === undefined) continue;
    const seconds = time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    const cpuSeconds = Number(days) * 86_400 + seconds;
    found.set(Number(pid), { memoryBytes: Number(kibibytes) * 1024, cpuSeconds });
  }
  return found;
}

/** https://learn.microsoft.com/windows/win32/cimwin32prov/win32-process: times in units of 100 ns. */
const askPowerShell = (pids: readonly number[]) =>
  powershell(
    `Get-CimInstance Win32_Process -Filter '${pids.map((pid) => `ProcessId = ${pid}`).join(" OR ")}' | ForEach-Object { '{0} {1} {2}' -f $_.ProcessId, $_.WorkingSetSize, ($_.KernelModeTime + $_.UserModeTime) }`,
  );

/** `PID BYTES TIME`. */
function usageInPowerShell(text: string): Map<number, Usage> {
  const found = new Map<number, Usage>();
  for (const line of text.split(/\r?\n/)) {
    const [, pid, bytes, time] = /^\s*(\d+) (\d+) (\d+)\s*$/.exec(line) ?? [];
    if (time !== undefined)
      found.set(Number(pid), { memoryBytes: Number(bytes), cpuSeconds: Number(time) / 1e7 });
  }
  return found;
}
