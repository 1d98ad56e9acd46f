// A folder for what must not stay: it goes with the work, and with this process if that ends first.
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endedBy, endsBy } from "../platform/signals.ts";

/** Nobody but this user may enter the folder. */
export async function withTemporaryFolder<T>(
  prefix: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
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
