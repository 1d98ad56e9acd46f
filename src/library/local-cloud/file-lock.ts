// One writer at a time across processes: a lock file with the holder's pid, which a crash cannot leave behind for ever.
import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import { TimeoutError } from "../../core/errors.ts";

export interface FileLockOptions {
  clock: Clock;
  pid: number;
  isRunning: (pid: number) => boolean;
  /** A lock older than this is void even if its process lives: that process may be another one by now. */
  expiresAfterMs: number;
  /** How long to wait for another holder. */
  waitMs: number;
  signal?: AbortSignal | undefined;
  /** Told once, when there is something to wait for. */
  onWait?(holderPid: number): void;
}

interface Holder {
  pid: number;
  at: number;
  id: string;
}

/**
 * Runs `work` while holding the lock at `path`.
 * @throws TimeoutError when another process holds it for longer than `waitMs`.
 */
export async function withFileLock<T>(
  path: string,
  options: FileLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const { clock, signal } = options;
  const mine: Holder = { pid: options.pid, at: clock.now(), id: randomUUID() };
  const deadline = clock.now() + options.waitMs;
  let toldWaiting = false;
  while (!(await take(path, { ...mine, at: clock.now() }))) {
    const content = await readText(path);
    if (content === undefined) continue;
    const holder = parseHolder(content);
    if (holder === undefined || isVoid(holder, options)) {
      await remove(path, content);
      continue;
    }
    if (clock.now() >= deadline) {
      throw new TimeoutError(`Process ${holder.pid} has been at work in this folder for too long.`, {
        code: "local-cloud.lock-timeout",
        details: [`It holds ${path}.`],
        fix: "Wait for that command to end, or end it, and try again.",
      });
    }
    if (!toldWaiting) options.onWait?.(holder.pid);
    toldWaiting = true;
    await clock.sleep(50, signal);
  }
  try {
    return await work();
  } finally {
    const content = await readText(path);
    if (content !== undefined && parseHolder(content)?.id === mine.id) await rm(path, { force: true });
  }
}

const isVoid = (holder: Holder, options: FileLockOptions): boolean =>
  !options.isRunning(holder.pid) || options.clock.now() - holder.at > options.expiresAfterMs;

/** Written aside and linked into place, so that nobody ever reads half a lock. */
async function take(path: string, holder: Holder): Promise<boolean> {
  const draft = `${path}.${holder.id}`;
  const file = await open(draft, "w");
  await file.writeFile(JSON.stringify(holder));
  await file.close();
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a void lock, but not a fresh one that another process has put there meanwhile. */
async function remove(path: string, expected: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readText(aside)) !== expected) await link(aside, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOENT" && code !== "EEXIST") throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parseHolder(content: string): Holder | undefined {
  try {
    return JSON.parse(content) as Holder;
  } catch {
    return undefined;
  }
}
