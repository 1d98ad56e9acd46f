// How much memory and processor time processes use.
import type { Exec } from "../exec.ts";
import type { Platform } from "./platform.ts";
import { procFile, procIds } from "./proc.ts";
import { powershell } from "./processes.ts";
import { ownUserId, thisPlatform } from "./this-platform.ts";

export interface Usage {
  memoryBytes: number;
  /** Since the process began. */
  cpuSeconds: number;
}

/**
 * Of each process with those of its group, on Windows with those that it has started: a shell that leads a group uses next to
 * nothing itself. Without processes that are gone, or of which the system says nothing.
 */
export async function usageOf(
  pids: readonly number[],
  exec: Exec,
  platform: Platform = thisPlatform(),
): Promise<Map<number, Usage>> {
  if (pids.length === 0) return new Map();
  try {
    switch (platform.processList) {
      case "proc":
        return summed(
          pids,
          procIds(ownUserId()).flatMap((pid) => usageInProc(pid) ?? []),
        );
      case "ps": {
        // Without `a` these are the processes of this user alone.
        const { stdout } = await exec(["ps", "-x", "-o", "pid=,pgid=,rss=,time="], { timeoutMs });
        return summed(pids, usageInPs(stdout));
      }
      case "powershell":
        return summed(pids, usageInPowerShell((await exec(askPowerShell(pids), { timeoutMs })).stdout));
    }
  } catch {
    return new Map();
  }
}

interface ProcessUsage extends Usage {
  pid: number;
  /** The process that leads its group, or that has started it. */
  leader: number;
}

function summed(pids: readonly number[], found: readonly ProcessUsage[]): Map<number, Usage> {
  const wanted = new Set(pids);
  const sums = new Map<number, Usage>();
  for (const { pid, leader, memoryBytes, cpuSeconds } of found) {
    const whose = wanted.has(pid) ? pid : leader;
    if (!wanted.has(whose)) continue;
    const before = sums.get(whose);
    sums.set(whose, {
      memoryBytes: (before?.memoryBytes ?? 0) + memoryBytes,
      cpuSeconds: (before?.cpuSeconds ?? 0) + cpuSeconds,
    });
  }
  return sums;
}

const timeoutMs = 10_000;

/** Programs are told in hundredths of a second, whatever the kernel counts in. */
const ticksPerSecond = 100;

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, and status for the memory: pages differ in size. */
function usageInProc(pid: number): ProcessUsage | undefined {
  const stat = procFile(pid, "stat");
  const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(procFile(pid, "status") ?? "")?.[1];
  if (stat === undefined || kibibytes === undefined) return undefined;
  // What follows the name, which may hold anything. The times are in user and kernel mode, of itself and of its ended children.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return {
    pid,
    leader: Number(fields[2]),
    memoryBytes: Number(kibibytes) * 1024,
    cpuSeconds: ticks / ticksPerSecond,
  };
}

/** `PID GROUP KIBIBYTES TIME`, the time as `[days-][hours:]minutes:seconds`, on macOS with hundredths. */
function usageInPs(text: string): ProcessUsage[] {
  return text.split("\n").flatMap((line) => {
    const [, pid, leader, kibibytes, days = 0, time] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(?:(\d+)-)?([\d:.]+)\s*$/.exec(line) ?? [];
    if (time === undefined) return [];
    const seconds = time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    return {
      pid: Number(pid),
      leader: Number(leader),
      memoryBytes: Number(kibibytes) * 1024,
      cpuSeconds: Number(days) * 86_400 + seconds,
    };
  });
}

/** https://learn.microsoft.com/windows/win32/cimwin32prov/win32-process: times in units of 100 ns. */
const askPowerShell = (pids: readonly number[]) =>
  powershell(
    `Get-CimInstance Win32_Process -Filter '${pids.map((pid) => `ProcessId = ${pid} OR ParentProcessId = ${pid}`).join(" OR ")}' | ForEach-Object { '{0} {1} {2} {3}' -f $_.ProcessId, $_.ParentProcessId, $_.WorkingSetSize, ($_.KernelModeTime + $_.UserModeTime) }`,
  );

/** `PID PARENT BYTES TIME`. */
function usageInPowerShell(text: string): ProcessUsage[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, pid, leader, bytes, time] = /^\s*(\d+) (\d+) (\d+) (\d+)\s*$/.exec(line) ?? [];
    if (time === undefined) return [];
    return {
      pid: Number(pid),
      leader: Number(leader),
      memoryBytes: Number(bytes),
      cpuSeconds: Number(time) / 1e7,
    };
  });
}
