// A folder for what must not stay: it goes with the work, and with this process if that ends first.
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Only SIGKILL cannot be heard. */
const ending = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** Nobody but this user may enter the folder. */
export async function withTemporaryFolder<T>(
  prefix: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  const heard = ending
    // Whoever listens already decides when the process ends; what nohup has switched off stays off.
    .filter((signal) => process.listenerCount(signal) === 0 && !(signal === "SIGHUP" && ignoresHangUp()))
    .map((signal) => {
      const end = () => {
        remove();
        process.kill(process.pid, signal);
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

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function ignoresHangUp(): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    // Where the system does not say, a command whose messages go to no terminal may be meant to go on.
    return process.stderr.isTTY !== true;
  }
}
