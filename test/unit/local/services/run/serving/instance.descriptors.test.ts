import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { isWindows } from "../../../../../support/system.ts";

const source = new URL("../../../../../../src/", import.meta.url);

/** Takes all file descriptors but a few, and then starts an instance. */
const program = `
import { closeSync, openSync } from "node:fs";
import { startInstance } from "${new URL("local/services/run/serving/instance.ts", source).href}";
import { systemClock } from "${new URL("core/clock.ts", source).href}";
const taken = [];
try {
  for (;;) taken.push(openSync("/dev/null"));
} catch {}
// One for the look at a port, too few for three pipes.
for (const each of taken.splice(-3)) closeSync(each);
const launch = { program: { as: "files", folder: "/", words: ["server.mjs"] }, environment: {}, memoryBytes: 2 ** 29, startupProbe: {}, containerPort: 8080 };
const events = { spawned() {}, line() {}, system() {}, exited() {} };
const clock = systemClock;
await startInstance(launch, events, { clock, signal: new AbortController().signal }).catch(({ name, message }) => {
  for (const each of taken) closeSync(each);
  console.log(name, message);
});
`;

test.skipIf(isWindows)(
  "an instance for which there are no file descriptors fails to start, and nothing else ends (Windows has no such limit)",
  async () => {
    const node = `exec "${process.execPath}" --input-type=module-typescript --disable-warning=ExperimentalWarning --eval "$PROGRAM"`;
    const { stdout } = await promisify(execFile)("sh", ["-c", `ulimit -n 60; ${node}`], {
      env: { ...process.env, PROGRAM: program },
    });
    expect(stdout).toMatch(/^StartFailure The instance could not be started: .*EMFILE/);
  },
);
