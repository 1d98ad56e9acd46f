// The process behind a project folder's local cloud: `node main.js --folder F --image-dir I --build-id B`.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { repeat, systemClock } from "../core/clock.ts";
import { replaceFileSync } from "../core/disk/replace-file.ts";
import { CloudRunnerError } from "../core/errors.ts";
import { onInterrupt, outliveTerminal } from "../core/platform/signals.ts";
import { startLocalCloud, type LocalCloud } from "./cloud.ts";
import { ownFiles } from "./own-files.ts";

/** Time to end in good order. The command that asked for it waits a little longer before it kills. */
const stopWithinMs = 8000;

const { values } = parseArgs({
  options: {
    folder: { type: "string" },
    "image-dir": { type: "string" },
    "build-id": { type: "string", default: "development" },
  },
});
const { folder: givenFolder, "image-dir": imageDir, "build-id": buildId } = values;
if (givenFolder === undefined || imageDir === undefined) {
  process.stderr.write("Usage: main.js --folder FOLDER --image-dir FOLDER [--build-id ID]\n");
  process.exit(2);
}
const folder = resolve(givenFolder);
const stateFile = join(folder, "cloud.json");
const startedAt = new Date().toISOString();
let starting: Promise<LocalCloud> | undefined;
let isStopping = false;
const ending = new AbortController();

function report(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

function fail(error: unknown): void {
  if (error instanceof CloudRunnerError)
    report([error.message, ...error.details, `Fix: ${error.fix ?? ""}`].join("\n"));
  else report(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}

/** Readers see all of the file or none of it. */
function writeState({ httpPort, grpcPort, secret }: LocalCloud): void {
  const state = { pid: process.pid, httpPort, grpcPort, secret, buildId, startedAt };
  const temporary = `${stateFile}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  replaceFileSync(temporary, stateFile);
}

/** The file may be that of a successor by now. */
function removeState(): void {
  try {
    const { pid } = JSON.parse(readFileSync(stateFile, "utf8")) as { pid?: number };
    if (pid === process.pid) rmSync(stateFile, { force: true });
  } catch {
    // It is gone already, or was never written.
  }
}

async function stop(): Promise<void> {
  // Who asks twice does not want to wait.
  if (isStopping) process.exit(1);
  isStopping = true;
  ending.abort();
  setTimeout(() => {
    report(`Not everything ended within ${stopWithinMs / 1000} s; the rest ends with this process.`);
    removeState();
    process.exit(1);
  }, stopWithinMs).unref();
  try {
    await (await starting)?.close();
    removeState();
    process.exit(0);
  } catch (error) {
    removeState();
    fail(error);
  }
}

function rewriteState(cloud: LocalCloud): void {
  try {
    writeState(cloud);
  } catch (error) {
    // On a full disk there may be room a second later.
    report(`${stateFile} is lost and could not be written again: ${String(error)}`);
  }
}

/** Without its folder nobody finds it, and what it answers is lost: it ends. A lost cloud.json is written again. */
function lookAfterFiles(cloud: LocalCloud): void {
  const files = ownFiles(folder, process.pid);
  void repeat(systemClock, 1000, ending.signal, () => {
    const found = files.look();
    if (found === "untold") rewriteState(cloud);
    if (found !== "gone") return;
    report(`The state in ${folder} is gone, so this local cloud ends.`);
    void stop();
  });
}

// What is in a local cloud is nobody else's business on a machine that several people use.
process.umask(0o077);
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
onInterrupt(() => void stop());
// That of the command that started it.
outliveTerminal();

try {
  starting = startLocalCloud({
    folder,
    imageDir: resolve(imageDir),
    buildId,
    pid: process.pid,
    clock: systemClock,
    report,
    // The answer to the request goes out first.
    onShutdown: () => setTimeout(() => void stop(), 20),
  });
  const cloud = await starting;
  if (!isStopping) {
    writeState(cloud);
    lookAfterFiles(cloud);
    // For the next one; a local cloud may run for days, and end without a chance to write it.
    flushCompileCache();
    report(`Serving HTTP on port ${cloud.httpPort} and gRPC on port ${cloud.grpcPort}.`);
  }
} catch (error) {
  fail(error);
}
