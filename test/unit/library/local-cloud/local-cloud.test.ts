import { existsSync } from "node:fs";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  findLocalCloud,
  findPatiently,
  isPortOpen,
  nothingIsUp,
  startLocalCloud,
  stateFolder,
  stopLocalCloud,
  type LocalCloudOptions,
} from "../../../../src/library/local-cloud/local-cloud.ts";
import { claimState } from "../../../../src/library/local-cloud/own-state.ts";
import { userStateFolder } from "../../../../src/core/user/own-folder.ts";
import { systemClock } from "../../../../src/core/clock.ts";

let folder: string;
const userState = userStateFolder(process.env);
const claim = (): void => claimState(stateFolder(folder), userState);
const servers: Server[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-local-"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Health {
  pid: number;
  folder?: string;
  buildId?: string;
}

/** Something on a port that answers the health route, and ends its "process" when told to. */
async function listen(health: Health, running: Set<number>): Promise<number> {
  const server = createServer((request, response) => {
    if (request.url === "/_local/shutdown") {
      running.delete(health.pid);
      response.end("{}", () => server.close());
      return;
    }
    response.end(JSON.stringify({ folder: stateFolder(folder), buildId: "build-1", ...health }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A machine with a process table, on which starting the local cloud takes a moment. */
function machine({ starts = true, firstPid = 500 } = {}) {
  const running = new Set<number>();
  const killed: number[] = [];
  const notes: string[] = [];
  const commandLines = new Map<number, string>();
  let nextPid = firstPid;
  let spawned = 0;
  const options: LocalCloudOptions = {
    folder,
    userState,
    buildId: "build-1",
    clock: systemClock,
    pid: 100,
    isRunning: (pid) => pid === 100 || running.has(pid),
    commandLineOf: async (pid) => commandLines.get(pid),
    kill(pid) {
      killed.push(pid);
      running.delete(pid);
    },
    async spawn(logFile) {
      spawned += 1;
      const pid = (nextPid += 1);
      if (!starts) {
        await appendFile(logFile, "first line\nError: no such file\n");
        return { pid, hasExited: () => true };
      }
      running.add(pid);
      const serve = async () => {
        await systemClock.sleep(30);
        const httpPort = await listen({ pid }, running);
        await writeState({ pid, httpPort });
      };
      void serve();
      return { pid, hasExited: () => false };
    },
    onNote: (text) => notes.push(text),
    readyWithinMs: 3000,
  };
  return { options, running, killed, notes, commandLines, spawned: () => spawned };
}

async function writeState(state: { pid: number; httpPort: number; buildId?: string }): Promise<void> {
  claim();
  const whole = { grpcPort: 1, buildId: "build-1", startedAt: "2026-01-02T03:04:05Z", ...state };
  await writeFile(join(stateFolder(folder), "cloud.json"), JSON.stringify(whole));
}

describe("finding the local cloud", () => {
  it("tells a folder that never had one", async () => {
    expect(await findLocalCloud(machine().options)).toEqual({ status: "absent" });
  });

  it("finds one that serves this folder", async () => {
    const { options, running } = machine();
    running.add(7);
    const httpPort = await listen({ pid: 7 }, running);
    await writeState({ pid: 7, httpPort });
    expect(await findLocalCloud(options)).toMatchObject({ status: "running", cloud: { pid: 7, httpPort } });
  });

  it("notices another build", async () => {
    const { options, running } = machine();
    running.add(7);
    await writeState({ pid: 7, httpPort: await listen({ pid: 7, buildId: "build-0" }, running) });
    expect(await findLocalCloud(options)).toMatchObject({ status: "outdated" });
  });

  it.each<[string, (known: ReturnType<typeof machine>) => Promise<void>]>([
    ["whose process is gone", async () => writeState({ pid: 7, httpPort: 1 })],
    [
      "whose port another folder's cloud has taken",
      async ({ running }) => {
        running.add(7);
        await writeState({
          pid: 7,
          httpPort: await listen({ pid: 7, folder: "/elsewhere/.cloud-runner" }, running),
        });
      },
    ],
    [
      "whose pid and port have both gone to others",
      async ({ running }) => {
        running.add(7);
        await writeState({ pid: 7, httpPort: await listen({ pid: 8 }, running) });
      },
    ],
    [
      "that nothing listens for",
      async ({ running }) => {
        running.add(7);
        await writeState({ pid: 7, httpPort: 1 });
      },
    ],
    [
      "whose file is half written",
      async () => {
        claim();
        await writeFile(join(stateFolder(folder), "cloud.json"), '{"pid": 7,');
      },
    ],
  ])("takes one for stopped %s", async (_, prepare) => {
    const known = machine();
    await prepare(known);
    expect(await findLocalCloud(known.options)).toMatchObject({ status: "stopped" });
  });
});

describe("a local cloud that runs and does not answer", () => {
  /** Its process is there; nothing listens. */
  async function stuck() {
    const known = machine();
    known.running.add(7);
    known.commandLines.set(7, `node local-cloud.js --folder ${stateFolder(folder)} --image-dir /x`);
    await writeState({ pid: 7, httpPort: 1 });
    return known;
  }

  it("is told from one that is stopped", async () => {
    const { options } = await stuck();
    expect(await findLocalCloud(options)).toMatchObject({ status: "slow", cloud: { pid: 7 } });
  });

  it("is waited for, and goes on as it was when it answers again", async () => {
    const { options, running, killed, notes } = await stuck();
    const found = findPatiently({ ...options, sparesSlow: true });
    await expect.poll(() => notes).toEqual(["The local cloud, process 7, does not answer; waiting for it."]);
    await writeState({ pid: 7, httpPort: await listen({ pid: 7 }, running) });
    expect(await found).toMatchObject({ status: "running", cloud: { pid: 7 } });
    expect(killed).toEqual([]);
  });

  it.each([
    ["finds", findPatiently],
    ["starts", startLocalCloud],
  ])("is never ended by a command that spares it, when that %s it", async (_, work) => {
    const { options, killed } = await stuck();
    const clock = { ...systemClock, now: acceleratedTime(1000) };
    await expect(work({ ...options, clock, sparesSlow: true })).rejects.toMatchObject({
      code: "local-cloud.slow",
      exitCode: 124,
      fix: expect.stringContaining("cloud-runner up") as string,
    });
    expect(killed).toEqual([]);
  });

  it("has 15 s to answer before another command ends it", async () => {
    const { options, killed } = await stuck();
    const clock = { ...systemClock, now: acceleratedTime() };
    const startedAt = clock.now();
    await stopLocalCloud({ ...options, clock });
    expect(clock.now() - startedAt).toBeGreaterThan(15_000);
    expect(killed).toEqual([7]);
  });
});

describe("starting the local cloud", () => {
  it("waits until it serves, and hides its state from git", async () => {
    const { options } = machine();
    const cloud = await startLocalCloud(options);
    expect(cloud.pid).toBe(501);
    expect(await findLocalCloud(options)).toMatchObject({ status: "running" });
    expect(await readFile(join(stateFolder(folder), ".gitignore"), "utf8")).toBe("*\n");
    expect(existsSync(join(stateFolder(folder), "start.lock"))).toBe(false);
  });

  it("starts one when two commands start it at once", async () => {
    const { options, spawned } = machine();
    const clouds = await Promise.all([startLocalCloud(options), startLocalCloud(options)]);
    expect(clouds[0]).toEqual(clouds[1]);
    expect(spawned()).toBe(1);
  });

  it("shows the end of the log when it stops while starting", async () => {
    const { options } = machine({ starts: false });
    await expect(startLocalCloud(options)).rejects.toMatchObject({
      code: "local-cloud.start-failed",
      details: ["first line", "Error: no such file"],
      fix: expect.stringContaining("cloud.log"),
    });
  });

  it("gives up and ends what it started when that does not serve in time", async () => {
    const { options, killed } = machine();
    const mute = { ...options, readyWithinMs: 50, spawn: async () => ({ pid: 9, hasExited: () => false }) };
    await expect(startLocalCloud(mute)).rejects.toMatchObject({
      code: "local-cloud.start-timeout",
      exitCode: 124,
    });
    expect(killed).toEqual([9]);
  });

  it("ends what it started when it is interrupted before that serves", async () => {
    const { options, killed, running } = machine();
    const interruption = new AbortController();
    const interrupted = {
      ...options,
      signal: interruption.signal,
      spawn: async () => {
        running.add(9);
        interruption.abort();
        return { pid: 9, hasExited: () => !running.has(9) };
      },
    };
    await expect(startLocalCloud(interrupted)).rejects.toMatchObject({ name: "AbortError" });
    expect(killed).toEqual([9]);
    expect(running).toEqual(new Set());
    expect((await startLocalCloud(options)).pid).toBe(501);
  });

  it("waits for one that a killed command has left behind while it was starting", async () => {
    const { options, running } = machine({ starts: false });
    running.add(7);
    claim();
    await writeFile(join(stateFolder(folder), "lock"), "7");
    const started = startLocalCloud(options);
    await systemClock.sleep(50);
    await writeState({ pid: 7, httpPort: await listen({ pid: 7 }, running) });
    expect((await started).pid).toBe(7);
  });

  it("replaces one of an older build", async () => {
    const { options, running, notes, killed } = machine();
    running.add(7);
    await writeState({ pid: 7, httpPort: await listen({ pid: 7, buildId: "build-0" }, running) });
    const cloud = await startLocalCloud(options);
    expect(cloud.pid).toBe(501);
    expect(running).toEqual(new Set([501]));
    expect(killed).toEqual([]);
    expect(notes.join("\n")).toContain("older build");
  });

  it("leaves a stranger alone that has the old pid", async () => {
    const { options, running, killed, commandLines } = machine();
    running.add(7);
    commandLines.set(7, "/usr/bin/editor notes.txt");
    await writeState({ pid: 7, httpPort: 1 });
    await startLocalCloud(options);
    expect(killed).toEqual([]);
    expect(running).toContain(7);
  });

  it("ends a stuck process of its own before it starts another", async () => {
    const { options, running, killed, commandLines } = machine();
    running.add(7);
    commandLines.set(7, `node local-cloud.js --folder ${stateFolder(folder)} --image-dir /x`);
    await writeState({ pid: 7, httpPort: 1 });
    const impatient = {
      ...options,
      readyWithinMs: 300_000,
      clock: { ...systemClock, now: acceleratedTime() },
    };
    await startLocalCloud(impatient);
    expect(killed).toEqual([7]);
  });

  it("says so when the port has changed", async () => {
    const { options, notes } = machine();
    await writeState({ pid: 7, httpPort: 1 });
    await startLocalCloud(options);
    expect(notes.join("\n")).toMatch(/Port 1 is taken.*cloud-runner up/);
  });
});

describe("a folder that never had a local cloud", () => {
  it("is told what to do", () => {
    expect(nothingIsUp(folder)).toMatchObject({
      message: "Nothing is up in this folder.",
      fix: "cloud-runner up",
    });
  });

  it("is told of a folder above that has one", async () => {
    await writeState({ pid: 7, httpPort: 1 });
    expect(nothingIsUp(join(folder, "a", "b")).details).toEqual([expect.stringContaining(`-C ${folder}`)]);
  });
});

describe("stopping the local cloud", () => {
  it("asks it to stop and waits until its process is gone and its port closed", async () => {
    const { options, running, killed } = machine();
    const { httpPort } = await startLocalCloud(options);
    expect(await isPortOpen(httpPort)).toBe(true);
    await stopLocalCloud(options);
    expect(running.size).toBe(0);
    expect(killed).toEqual([]);
    await expect.poll(() => isPortOpen(httpPort)).toBe(false);
  });

  it("has nothing to do when nothing is there", async () => {
    expect(await stopLocalCloud(machine().options)).toBeUndefined();
  });
});

/** Time that runs a hundred times as fast. */
function acceleratedTime(times = 100): () => number {
  const start = Date.now();
  return () => start + (Date.now() - start) * times;
}

it("says where it cannot keep its state, and starts nothing", async () => {
  // A file where a folder would be stops everybody, root included, as a read-only disk does.
  await writeFile(join(folder, "file"), "");
  const options = { ...machine().options, folder: join(folder, "file") };
  const spawn = (): never => {
    throw new Error("Nothing may be started.");
  };
  await expect(startLocalCloud({ ...options, spawn })).rejects.toMatchObject({
    code: "local-cloud.unwritable",
    message: expect.stringContaining(stateFolder(options.folder)) as string,
    fix: expect.stringContaining("writable") as string,
  });
});
