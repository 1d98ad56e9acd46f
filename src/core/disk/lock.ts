// One holder at a time across processes, and no stale lock: SQLite locks an open file with the kernel's own means, so
// the lock ends with its process however that ends, `kill -9` included.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock } from "../clock.ts";
import { TimeoutError } from "../errors.ts";

/** SQLite's code for "another connection holds the lock". https://sqlite.org/rescode.html#busy */
const busy = 5;

/**
 * Takes the lock at `path` and returns the function that gives it back, or undefined when somebody else has it.
 * `PATH.sqlite` is the locked file. It stays behind, since whoever deleted it could delete the one that the next holder
 * has locked by then. The file at `path` itself holds the process id of the holder, for messages only.
 */
export function tryLock(path: string, pid: number): (() => void) | undefined {
  mkdirSync(dirname(path), { recursive: true });
  // SQLite itself would make it for all to read.
  closeSync(openSync(`${path}.sqlite`, "a", 0o600));
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(`${path}.sqlite`);
  try {
    database.exec("BEGIN EXCLUSIVE");
    writeFileSync(path, String(pid), { mode: 0o600 });
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === busy) return undefined;
    throw error;
  }
  return () => {
    rmSync(path, { force: true });
    database.close();
  };
}

/** Held by the local cloud that works in this folder of state. */
export const folderLock = (folder: string): string => join(folder, "lock");

/** The process that holds the lock; undefined when nobody does, or when it has not written its id yet. */
export function lockHolder(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export interface LockOptions {
  clock: Clock;
  pid: number;
  /** How long to wait for another holder. */
  waitMs: number;
  signal?: AbortSignal | undefined;
  /** Called once, when there is something to wait for. */
  onWait?(holderPid: number): void;
}

/**
 * Runs `work` while holding the lock at `path`.
 * @throws TimeoutError when another process holds it for longer than `waitMs`; the signal's reason when it fires first.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { clock, pid, waitMs, signal } = options;
  const deadline = clock.now() + waitMs;
  let isReported = false;
  for (;;) {
    const release = tryLock(path, pid);
    if (release !== undefined) {
      try {
        return await work();
      } finally {
        release();
      }
    }
    const holder = lockHolder(path);
    if (clock.now() >= deadline) {
      const who = holder === undefined ? "Another process" : `Process ${holder}`;
      throw new TimeoutError(`${who} has been at work in this folder for too long.`, {
        code: "local-cloud.lock-timeout",
        details: [`It holds ${path}.`],
        fix: "Wait for that command to end, or end it, and try again.",
      });
    }
    if (holder !== undefined && !isReported) {
      options.onWait?.(holder);
      isReported = true;
    }
    await clock.sleep(50, signal);
  }
}

/** Not imported: Node 22 would print a warning about SQLite, which the user of a command can do nothing about. */
function loadSqlite() {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back, not called
  const emitWarning = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}
