// The local cloud as a process of its own, from the build, whose clock the storm changes. Its parent sends it
// commands over the channel between them, and hears there when it serves. Started as `cloud-process.ts FOLDER IMAGE_DIR`.
import { systemClock, type Clock } from "../../src/core/clock.ts";
import type { startLocalCloud as Start } from "../../src/local/cloud.ts";

const [folder, imageDir] = process.argv.slice(2);
const { startLocalCloud } = (await import(
  new URL("../../dist/bundle/start-local-cloud.js", import.meta.url).href
)) as {
  startLocalCloud: typeof Start;
};

let skewMs = 0;
// Steps are seen by whoever asks for the time; waits go by the monotonic clock, as they do on a real machine.
const clock: Clock = {
  now: () => systemClock.now() + skewMs,
  sleep: (ms, signal) => systemClock.sleep(ms, signal),
};

const cloud = await startLocalCloud({
  folder: folder!,
  imageDir: imageDir!,
  buildId: "storm",
  pid: process.pid,
  clock,
  report: (line) => process.stderr.write(`${line}\n`),
});
process.on("message", (message: { stepMs: number } | "stop") => {
  if (message !== "stop") skewMs += message.stepMs;
  else void cloud.close().then(() => process.exit(0));
});
// Whoever started it is gone, and with it the reason to be here.
process.on("disconnect", () => process.exit(1));
process.send!({ httpPort: cloud.httpPort, grpcPort: cloud.grpcPort, secret: cloud.secret });
