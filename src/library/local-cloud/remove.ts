// The end of `down` on this machine: the local cloud's process, and all that it kept.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { CloudRunnerError } from "../../core/errors.ts";
import { createExec } from "../../core/exec.ts";
import { folderLock, lockHolder, tryLock } from "../../core/disk/lock.ts";
import { endProcessBy, isRunning } from "../../core/platform/processes.ts";
import { asStep } from "../progress.ts";
import type { Session } from "../session.ts";
import { localCloudOptions } from "./background.ts";
import { endProcess } from "./end-process.ts";
import { isPortOpen, stateFolder, stopLocalCloud, type LocalCloud } from "./local-cloud.ts";
import { runningClouds } from "./running-clouds.ts";

export interface RemovedLocalCloud {
  /** The process that was ended; undefined when none worked there. */
  pid: number | undefined;
  folder: string;
}

/** Lets the local cloud end in good order. */
export const removeLocalCloud = (session: Session, { pid, httpPort, grpcPort }: LocalCloud) =>
  removing(session, async () => {
    await stopLocalCloud(localCloudOptions(session));
    return {
      pid,
      left: [
        ...(isRunning(pid) ? [`process ${pid}`] : []),
        ...((await isPortOpen(httpPort)) ? [`port ${httpPort}`] : []),
        ...((await isPortOpen(grpcPort)) ? [`port ${grpcPort}`] : []),
      ],
    };
  });

/** Where the local cloud cannot be asked: ends whatever process works in the folder. */
export const removeByForce = (session: Session) =>
  removing(session, async () => {
    const pids = await processesIn(session);
    for (const pid of pids)
      await endProcess({ clock: session.machine.clock, isRunning, kill: endProcessBy }, pid);
    return { pid: pids[0], left: [] };
  });

const removing = (
  { progress, folder }: Session,
  end: () => Promise<{ pid: number | undefined; left: string[] }>,
): Promise<RemovedLocalCloud> =>
  asStep(progress, "Stopping the local cloud", async () => {
    const state = stateFolder(folder);
    const { pid, left } = await end();
    await rm(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    if (existsSync(state)) left.push(state);
    if (left.length > 0) {
      throw new CloudRunnerError("Something of the local cloud is still there.", {
        code: "down.not-gone",
        details: left,
        fix: "Run `cloud-runner down` again.",
      });
    }
    return { pid, folder: state };
  });

/** Those that name the folder on their command line, and the one that holds its lock. */
async function processesIn({ folder, machine }: Session): Promise<number[]> {
  const clouds = await runningClouds(createExec(machine.env)).catch(() => []);
  const named = clouds.filter((cloud) => cloud.folder === resolve(folder)).map(({ pid }) => pid);
  return [...new Set([...named, ...holderOf(folderLock(stateFolder(folder)), machine.pid)])];
}

/** The file alone may name a stranger: the kernel says whether the lock is held. */
function holderOf(lock: string, ownPid: number): number[] {
  try {
    const release = tryLock(lock, ownPid);
    release?.();
    const holder = release === undefined ? lockHolder(lock) : undefined;
    return holder === undefined ? [] : [holder];
  } catch {
    // Nobody holds a lock that is damaged.
    return [];
  }
}
