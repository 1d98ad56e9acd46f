// A folder for what must not stay: it goes with the work, and with this process if that ends first.
import { rmSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning } from "../platform/processes.ts";
import { endedBy, endsBy } from "../platform/signals.ts";
import { ownUserId } from "../platform/this-platform.ts";

/** Nobody but this user may enter the folder. */
export async function withTemporaryFolder<T>(
  prefix: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  // Whoever listens already decides when the process ends.
  const heard = endedBy()
    .filter((signal) => process.listenerCount(signal) === 0)
    .map((signal) => {
      const end = () => {
        remove();
        endsBy(signal);
      };
      process.once(signal, end);
      return () => process.off(signal, end);
    });
  try {
    return await work(folder);
  } finally {
    process.off("exit", remove);
    for (const stop of heard) stop();
    // What still ended in it may have written once more.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/**
 * Removes folders of the same prefix whose process was killed. One that another machine or container works in has a process
 * that this one does not see, so it keeps its folder by touching it.
 * @param before when they were last touched at the latest, in milliseconds since the epoch
 */
export async function removeLeftFolders(prefix: string, before: number): Promise<void> {
  const user = ownUserId();
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const pid = name.startsWith(prefix) ? /^(\d+)-[^-]+$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(tmpdir(), name);
    const found = await lstat(path).catch(() => undefined);
    const isLeft = found?.isDirectory() === true && (user === undefined || found.uid === user);
    if (isLeft && found.mtimeMs < before) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
