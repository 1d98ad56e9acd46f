// Loaded by `node --import` before the container's own code: an instance must never outlive its local cloud, not even
// when that is killed with SIGKILL. The cloud holds the other end of this pipe; the kernel closes it with the process.
// Plain JavaScript, since Node takes longer to load its reader of TypeScript than to start.
// @ts-check
import { Socket } from "node:net";
import { isMainThread } from "node:worker_threads";

/** After standard input, output and error. */
const pipeFd = 3;

// Worker threads inherit `--import`; the main thread watches for all.
if (isMainThread) {
  const pipe = new Socket({ fd: pipeFd, readable: true, writable: false });
  // As on a machine that lost its power: no handler of the container runs.
  pipe.on("close", () => process.kill(process.pid, "SIGKILL"));
  pipe.on("error", () => {});
  // Where no signal can be heard, the cloud asks by a word: whoever listens ends as it likes, and anybody else as by the signal.
  pipe.on("data", () => {
    if (!process.emit("SIGTERM", "SIGTERM")) process.exit(143);
  });
  // The container may end by itself whenever it has nothing left to do.
  pipe.unref();
}
