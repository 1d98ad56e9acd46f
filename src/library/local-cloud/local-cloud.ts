// Finds, starts and stops the background local cloud of a project folder.
import { existsSync, readdirSync } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join, resolve } from "node:path";
import { type Clock, withinTime } from "../../core/clock.ts";
import { CloudRunnerError, PreconditionError, TimeoutError } from "../../core/errors.ts";
import { folderLock, lockHolder, withLock } from "../../core/disk/lock.ts";
import { makeFolder } from "../../core/disk/make-folder.ts";
import { whyNotWritten } from "../../core/disk/trouble.ts";
import { ask } from "./ask.ts";
import { endProcess, isGoneWithin, type Processes } from "./end-process.ts";
import { claimState, isOwnState, ownerFile } from "./own-state.ts";
import { cloudIn } from "./running-clouds.ts";

/** What the local cloud writes into cloud.json once it serves. */
export interface LocalCloud {
  pid: number;
  httpPort: number;
  grpcPort: number;
  /** The access token by which the local cloud knows its owner. Older ones have none. */
  secret: string;
  buildId: string;
  startedAt: string;
}

export interface LocalCloudOptions extends Processes {
  /** The project folder; the state is in `.cloud-runner` inside. */
  folder: string;
  /** The user's own folder, by which a state of theirs is told from one that came with a copy of the project. */
  userState: string;
  /** Identifies the installed code, so that a newer build replaces a process of an older one. */
  buildId: string;
  pid: number;
  /** Undefined where the system does not say. */
  commandLineOf(pid: number): Promise<string | undefined>;
  /** Starts the process in the background with its output in `logFile`. */
  spawn(logFile: string): Promise<{ pid: number; hasExited(): boolean }>;
  /** Something that the user should know. */
  onNote?: (text: string) => void;
  signal?: AbortSignal | undefined;
  readyWithinMs?: number;
  /** One that runs and does not answer is waited for, and never ended: others may be at work on it. */
  sparesSlow?: boolean;
}

export type Found =
  | { status: "running"; cloud: LocalCloud }
  /** It serves, but runs other code than is installed now. */
  | { status: "outdated"; cloud: LocalCloud }
  /** Its process runs, and does not answer now: it is stuck, or the machine is. */
  | { status: "slow"; cloud: LocalCloud }
  /** There is state, but no process of ours; `last` is what it wrote when it last started. */
  | { status: "stopped"; last: LocalCloud | undefined }
  | { status: "absent" };

export const stateFolder = (folder: string): string => join(folder, ".cloud-runner");

/** Held while a project on Google Cloud is made for the configuration in `folder`. */
export const projectLock = (folder: string): string => join(stateFolder(folder), "project.lock");

/** Images with a model of the user's own, by digest. Also for Google Cloud, where there is no other state. */
export const imagesFolder = (folder: string): string => join(stateFolder(folder), "images");

/** Whether there is, or was, a local cloud. */
export function hasState(folder: string): boolean {
  const path = stateFolder(folder);
  const kept = [".gitignore", ownerFile, "images", "project.lock", "project.lock.sqlite"];
  return existsSync(path) && readdirSync(path).some((name) => !kept.includes(name));
}
const stateFile = (folder: string): string => join(stateFolder(folder), "cloud.json");
const logFile = (folder: string): string => join(stateFolder(folder), "cloud.log");

export const httpUrl = (cloud: Pick<LocalCloud, "httpPort">): string => `http://127.0.0.1:${cloud.httpPort}`;

type Finder = Pick<
  LocalCloudOptions,
  "folder" | "userState" | "buildId" | "clock" | "isRunning" | "commandLineOf"
>;

/**
 * Asks the process itself who it is: its pid and port may belong to another process by now.
 * @throws PreconditionError for a state that is not this user's own
 */
export async function findLocalCloud(finder: Finder): Promise<Found> {
  const { folder, userState, buildId, clock, isRunning } = finder;
  if (!isOwnState(stateFolder(folder), userState) || !hasState(folder)) return { status: "absent" };
  const last = await readState(folder);
  if (last === undefined || !isRunning(last.pid)) return { status: "stopped", last };
  const health = await readHealth(clock, last);
  if (health === undefined && (await runsOurs(finder, last.pid))) return { status: "slow", cloud: last };
  const isOurs = health?.pid === last.pid && resolve(health.folder) === resolve(stateFolder(folder));
  if (!isOurs) return { status: "stopped", last };
  return { status: health.buildId === buildId ? "running" : "outdated", cloud: last };
}

export function nothingIsUp(folder: string): PreconditionError {
  const parent = parentWithState(folder);
  return new PreconditionError("Nothing is up in this folder.", {
    code: "local-cloud.absent",
    details: parent === undefined ? [] : [`Something is up in ${parent}; \`-C ${parent}\` works on that.`],
    fix: "cloud-runner up",
  });
}

/** The nearest folder above with a local cloud, whether it runs or not. */
export function parentWithState(folder: string): string | undefined {
  for (let each = resolve(folder, ".."); ; each = resolve(each, "..")) {
    if (existsSync(stateFile(each))) return each;
    if (each === resolve(each, "..")) return undefined;
  }
}

/** Starts the local cloud unless it runs already; two commands that do so at once start one. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { folder, clock, signal, onNote } = options;
  await prepareFolder(stateFolder(folder), options.userState);
  const lock = {
    clock,
    pid: options.pid,
    waitMs: 45_000,
    signal,
    onWait: (pid: number) => onNote?.(`Process ${pid} is starting the local cloud; waiting for it.`),
  };
  return withLock(join(stateFolder(folder), "start.lock"), lock, async () => {
    const found = await findPatiently(options);
    if (found.status === "running") return found.cloud;
    if (found.status === "outdated") {
      onNote?.("The local cloud runs an older build; restarting it.");
      await stopProcess(options, found.cloud);
    } else if (found.status === "slow") {
      await endSlow(options, found.cloud);
    }
    const last = await readState(folder);
    const cloud = await launch(options);
    if (last !== undefined && last.httpPort !== cloud.httpPort) {
      onNote?.(
        `Port ${last.httpPort} is taken by another process, so the local cloud has moved to ${cloud.httpPort}. ` +
          "`cloud-runner up` brings every address up to date.",
      );
    }
    return cloud;
  });
}

/** How long one that does not answer may take until it is ended, or until a command that spares it gives up. */
const patienceMs = { endsSlow: 15_000, sparesSlow: 60_000 };

/**
 * As `findLocalCloud`, but one that does not answer at once is given time to.
 * @throws TimeoutError when it does not and is to be spared
 */
export async function findPatiently(options: LocalCloudOptions): Promise<Found> {
  const { clock, signal, sparesSlow = false } = options;
  const startedAt = clock.now();
  const waitMs = patienceMs[sparesSlow ? "sparesSlow" : "endsSlow"];
  for (let isFirst = true; ; isFirst = false) {
    const found = await findLocalCloud(options);
    if (found.status !== "slow") return found;
    const { pid } = found.cloud;
    if (isFirst) options.onNote?.(`The local cloud, process ${pid}, does not answer; waiting for it.`);
    if (clock.now() - startedAt > waitMs) {
      if (!sparesSlow) return found;
      throw new TimeoutError(`The local cloud, process ${pid}, has not answered for ${waitMs / 1000} s.`, {
        code: "local-cloud.slow",
        details: ["It runs, so this command does not end it: others may be at work on it."],
        fix: "Run the command again later, or end and start it anew: cloud-runner up",
      });
    }
    await clock.sleep(100, signal);
  }
}

async function endSlow(options: LocalCloudOptions, { pid }: LocalCloud): Promise<void> {
  options.onNote?.(`The local cloud, process ${pid}, still does not answer; ending it.`);
  await endProcess(options, pid);
}

/** @throws PreconditionError when nothing can be written there, or it is not this user's own */
export async function prepareFolder(state: string, userState: string): Promise<void> {
  try {
    await makeFolder(dirname(state));
    claimState(state, userState);
  } catch (error) {
    if (error instanceof PreconditionError) throw error;
    throw new PreconditionError(`The local cloud cannot keep its state in ${state}.`, {
      code: "local-cloud.unwritable",
      details: [whyNotWritten(error)],
      fix: "Make the project folder writable, or work in another one: cloud-runner -C FOLDER up",
      cause: error,
    });
  }
}

async function launch(options: LocalCloudOptions): Promise<LocalCloud> {
  await writeFile(logFile(options.folder), "", { mode: 0o600 });
  const child = await options.spawn(logFile(options.folder));
  try {
    return await serving(options, child);
  } catch (error) {
    // Nobody waits for it any more, and it would hold the folder against the next command.
    if (!child.hasExited()) {
      options.kill(child.pid, "asked");
      await isGoneWithin(options, child.pid, 3000);
    }
    throw error;
  }
}

type Child = Awaited<ReturnType<LocalCloudOptions["spawn"]>>;

async function serving(options: LocalCloudOptions, child: Child): Promise<LocalCloud> {
  const { folder, clock, signal, readyWithinMs = 20_000 } = options;
  const deadline = clock.now() + readyWithinMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    const cloud = await readState(folder);
    if (cloud?.pid === child.pid && (await readHealth(clock, cloud))?.pid === child.pid) return cloud;
    if (child.hasExited()) {
      // A command that was killed has left one behind that was still starting: it serves soon, and as well.
      const found = await findLocalCloud(options);
      if (found.status === "running") return found.cloud;
      const holder = lockHolder(folderLock(stateFolder(folder)));
      if (holder === undefined || holder === child.pid || !options.isRunning(holder)) {
        throw await startFailed(folder);
      }
    }
    if (clock.now() > deadline) {
      throw new TimeoutError(`The local cloud did not serve within ${readyWithinMs / 1000} s.`, {
        code: "local-cloud.start-timeout",
        details: await logTail(folder),
        fix: `Read ${logFile(folder)} and run \`cloud-runner up\` again.`,
      });
    }
    await clock.sleep(pauseMs, signal);
  }
}

/** It says why as its last words, with the fix where it knows one. */
async function startFailed(folder: string): Promise<CloudRunnerError> {
  const said = await logTail(folder);
  const fix = said.findLast((line) => line.startsWith("Fix: "))?.slice("Fix: ".length);
  return new CloudRunnerError("The local cloud stopped while it was starting.", {
    code: "local-cloud.start-failed",
    details: fix === undefined ? said : said.filter((line) => !line.startsWith("Fix: ")),
    fix: fix ?? `Read ${logFile(folder)} and run \`cloud-runner up\` again.`,
  });
}

/** Stops the local cloud of the folder, if it runs, and waits until its process is gone. */
export async function stopLocalCloud(options: LocalCloudOptions): Promise<LocalCloud | undefined> {
  const found = await findPatiently(options);
  if (found.status === "absent") return undefined;
  if (found.status === "stopped") return found.last;
  await (found.status === "slow" ? endSlow : stopProcess)(options, found.cloud);
  return found.cloud;
}

async function stopProcess(options: LocalCloudOptions, { pid, httpPort, secret }: LocalCloud): Promise<void> {
  try {
    const url = `${httpUrl({ httpPort })}/_local/shutdown`;
    await withinTime(options.clock, 2000, (signal) => ask("POST", url, signal, secret));
  } catch {
    // It may close the connection before it answers; what counts is whether the process ends.
  }
  if (await isGoneWithin(options, pid, 10_000)) return;
  await endProcess(options, pid);
}

/** False where the system does not say: then a stranger may have the number by now. */
async function runsOurs(finder: Pick<Finder, "folder" | "commandLineOf">, pid: number): Promise<boolean> {
  const commandLine = await finder.commandLineOf(pid);
  return commandLine !== undefined && cloudIn({ pid, commandLine })?.folder === resolve(finder.folder);
}

/** Whether anything accepts connections there. */
export function isPortOpen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port });
    const finish = (open: boolean) => {
      socket.destroy();
      done(open);
    };
    socket.once("connect", () => finish(true)).once("error", () => finish(false));
    socket.setTimeout(1000, () => finish(false));
  });
}

async function readState(folder: string): Promise<LocalCloud | undefined> {
  try {
    const state = JSON.parse(await readFile(stateFile(folder), "utf8")) as Partial<LocalCloud>;
    const isWhole =
      Number.isInteger(state.pid) && Number.isInteger(state.httpPort) && Number.isInteger(state.grpcPort);
    return isWhole ? (state as LocalCloud) : undefined;
  } catch {
    // Absent, or half written when the machine went down.
    return undefined;
  }
}

interface Health {
  folder: string;
  pid: number;
  buildId: string;
}

async function readHealth(clock: Clock, cloud: LocalCloud): Promise<Health | undefined> {
  try {
    const url = `${httpUrl(cloud)}/_local/health`;
    const answer = await withinTime(clock, 2000, (signal) => ask("GET", url, signal));
    const health = JSON.parse(answer) as Partial<Health>;
    return typeof health.folder === "string" && typeof health.pid === "number"
      ? (health as Health)
      : undefined;
  } catch {
    return undefined;
  }
}

async function logTail(folder: string): Promise<string[]> {
  const file = await open(logFile(folder)).catch(() => undefined);
  if (file === undefined) return [];
  try {
    const lines = (await file.readFile("utf8")).trimEnd().split("\n");
    return lines.slice(-20);
  } finally {
    await file.close();
  }
}
