// One process of a container: its lines are read, its end is told, and it ends when it is asked to or with its cloud.
import { spawn, type ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Clock } from "../../../../core/clock.ts";
import { signalFor } from "../../../../core/platform/processes.ts";
import { thisPlatform } from "../../../../core/platform/this-platform.ts";
import type { CommandLine } from "./instance-program.ts";
import { onLines } from "./output-lines.ts";

export interface ProcessEvents {
  /** The process exists: it is recorded, so that a later local cloud can find it. */
  spawned(id: string, pid: number): void;
  line(id: string, stream: "stdout" | "stderr", line: string): void;
  /** The process is gone. */
  exited(id: string, ending: Ending): void;
}

export interface Ending {
  /** Absent when a signal ended it, or when it could not be started. */
  exitCode?: number;
  signal?: string;
  /** How it ended, in the words of Cloud Run; absent when it was asked to. */
  why?: string;
}

const graceMs = 10_000;

export function spawnProcess(
  id: string,
  { file, args, isGroup, ...options }: CommandLine,
  events: ProcessEvents,
  clock: Clock,
  platform = thisPlatform(),
) {
  const child: ChildProcess = spawn(file, args, {
    ...options,
    detached: isGroup,
    windowsHide: true,
    // The fourth is the lifeline.
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid !== undefined) events.spawned(id, pid);
  // Without descriptors for its pipes nothing was started, and there are none; its "error" says so.
  const [, stdout, stderr, lifelineEnd] = (child.stdio as ChildProcess["stdio"] | undefined) ?? [];
  lifelineEnd?.on("error", () => {});
  for (const [stream, output] of [
    ["stdout", stdout],
    ["stderr", stderr],
  ] as const) {
    if (!output) continue;
    onLines(output as Readable, (line) => events.line(id, stream, line));
  }

  let ending: Ending | undefined;
  let isStopping = false;
  const exited = new Promise<Ending>((resolve) => {
    const gone = (how: Ending) => {
      if (ending) return;
      ending = how;
      events.exited(id, how);
      resolve(how);
    };
    child.once("error", (error) => gone({ why: `The instance could not be started: ${error.message}` }));
    // What is left of a group ends now.
    child.once("exit", () => lifelineEnd?.destroy());
    // "close" comes once the last output was read.
    child.once("close", (code, signal) => {
      // A shell says so of its child, and the lifeline of itself.
      const isEnded = signal !== null || ((isGroup || !platform.hearsSignals) && (code ?? 0) > 128);
      const isWanted = isStopping && (isEnded || code === 0);
      gone({
        ...(signal === null ? { exitCode: code ?? 0 } : { signal }),
        ...(!isWanted && {
          why: signal === null ? `Container called exit(${code}).` : `Uncaught signal: ${signal}.`,
        }),
      });
    });
  });

  return {
    id,
    pid: pid ?? 0,
    /** Settles when the process is gone; never rejects. */
    exited,
    /** How it ended, once it did. */
    ending: (): Ending | undefined => ending,
    /** Asks it to end, and ends it after ten seconds. */
    async stop() {
      if (ending) return;
      isStopping = true;
      if (platform.hearsSignals) child.kill(signalFor("asked"));
      else (lifelineEnd as Writable | null | undefined)?.write("stop\n");
      const wait = new AbortController();
      await Promise.race([exited, clock.sleep(graceMs, wait.signal).catch(() => {})]);
      wait.abort();
      if (!ending) child.kill(signalFor("at once"));
      await exited;
    },
    kill() {
      isStopping = true;
      child.kill(signalFor("at once"));
    },
  };
}
