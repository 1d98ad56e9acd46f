// Puts a file or a folder in its place, whole. Where another program that has one of them open is in the way, such as a scanner
// that looks at each new file, it waits a little: https://github.com/isaacs/node-graceful-fs does the same.
import { renameSync } from "node:fs";
import { rename } from "node:fs/promises";
import { systemClock } from "../clock.ts";
import { thisPlatform } from "../platform/this-platform.ts";
import { retry } from "../retry.ts";

const patienceMs = 2000;
const pausesMs = [5, 10, 20, 40, 80, 160, 320, 640];

/** What Windows says of it, and of a folder whose files are held. */
const isHeld = (error: unknown): boolean =>
  ["EBUSY", "EPERM", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "");

interface Options {
  platform?: Pick<ReturnType<typeof thisPlatform>, "holdsOpenFiles">;
  /** How it is moved. */
  move?: (from: string, to: string) => Promise<void>;
}

export async function replaceFile(from: string, to: string, options: Options = {}): Promise<void> {
  const { platform = thisPlatform(), move = rename } = options;
  await retry(() => move(from, to), {
    clock: systemClock,
    budgetMs: platform.holdsOpenFiles ? patienceMs : 0,
    initialDelayMs: pausesMs[0]!,
    maximumDelayMs: 200,
    isRetryable: (error) => platform.holdsOpenFiles && isHeld(error),
  });
}

interface SyncOptions extends Pick<Options, "platform"> {
  move?: (from: string, to: string) => void;
}

/** The same for what cannot wait for a promise; nothing else happens meanwhile. */
export function replaceFileSync(from: string, to: string, options: SyncOptions = {}): void {
  const { platform = thisPlatform(), move = renameSync } = options;
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      move(from, to);
      return;
    } catch (error) {
      if (!platform.holdsOpenFiles || pauseMs === undefined || !isHeld(error)) throw error;
      // Not a timer's wait: the caller has no promise to give.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}
