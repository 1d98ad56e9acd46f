// One instance: a child process that runs what the container would, with the platform's environment only.
// https://cloud.google.com/run/docs/container-contract
import { randomBytes } from "node:crypto";
import type { Clock } from "../../../../core/clock.ts";
import { thisPlatform } from "../../../../core/platform/this-platform.ts";
import { freePort } from "./free-port.ts";
import { spawnProcess } from "./instance-process.ts";
import { commandLineOf, type Program } from "./instance-program.ts";
import { probeOnce, untilStarted } from "./probe.ts";
import { StartFailure } from "./start-failure.ts";
import type { Probe } from "../api/resources.ts";

export interface Launch {
  program: Program;
  /** The whole environment but for PORT, and for PATH where it names none. */
  environment: Record<string, string>;
  memoryBytes: number;
  startupProbe: Probe;
  livenessProbe?: Probe;
  /** The port that the container gets in the cloud. Here it gets a free one, but messages name this one. */
  containerPort: number;
}

export interface InstanceEvents {
  /** The process exists: it is recorded, so that a later local cloud can find it. */
  spawned(id: string, pid: number): void;
  line(id: string, stream: "stdout" | "stderr", line: string): void;
  system(id: string, severity: "INFO" | "WARNING" | "ERROR", text: string): void;
  /** The process is gone. */
  exited(id: string): void;
}

export type Instance = Awaited<ReturnType<typeof spawnInstance>>;

const linesKept = 20;

/**
 * Starts a process and waits until its startup probe passes.
 * @throws StartFailure when it does not; the process is gone then
 */
export async function startInstance(
  launch: Launch,
  events: InstanceEvents,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Instance> {
  for (let attempt = 1; ; attempt++) {
    const lastLines: string[] = [];
    const instance = await spawnInstance(launch, events, clock, lastLines);
    const giveUp = new AbortController();
    const watched = AbortSignal.any([signal, giveUp.signal]);
    const started = await Promise.race([
      untilStarted(launch.startupProbe, instance.port, clock, watched).catch(() => false),
      instance.exited.then(() => false),
    ]);
    giveUp.abort();
    if (started && !instance.isGone()) {
      const kind = launch.startupProbe.httpGet ? "HTTP" : "TCP";
      events.system(
        instance.id,
        "INFO",
        `STARTUP ${kind} probe succeeded after 1 attempt for container "server" on port ${launch.containerPort}.`,
      );
      if (launch.livenessProbe) void watchLiveness(instance, launch.livenessProbe, events, clock);
      return instance;
    }
    const portWasTaken = instance.isGone() && lastLines.some((line) => line.includes("EADDRINUSE"));
    const late = "The startup probe did not pass within the time that it allows.";
    const { sharedNetwork } = thisPlatform();
    const hint = launch.program.as === "docker" && sharedNetwork !== undefined ? ` ${sharedNetwork}` : "";
    const failure = instance.failure() ?? `${late}${hint}`;
    instance.kill();
    await instance.exited;
    signal.throwIfAborted();
    if (portWasTaken && attempt < 3) continue;
    throw new StartFailure(failure, lastLines);
  }
}

async function spawnInstance(launch: Launch, events: InstanceEvents, clock: Clock, lastLines: string[]) {
  const id = randomBytes(16).toString("hex");
  const port = await freePort();
  const child = spawnProcess(
    id,
    commandLineOf(launch.program, { ...launch, id, port }),
    {
      spawned: (...about) => events.spawned(...about),
      line(...about) {
        lastLines.push(about[2]);
        if (lastLines.length > linesKept) lastLines.shift();
        events.line(...about);
      },
      exited(_id, { why }) {
        if (why !== undefined) events.system(id, "ERROR", why);
        events.exited(id);
      },
    },
    clock,
  );
  const { ending, ...process } = child;
  return {
    ...process,
    port,
    exited: child.exited.then(() => {}),
    isGone: (): boolean => ending() !== undefined,
    /** Why it ended, once it did; a stop that was asked for is no failure. */
    failure: (): string | undefined => ending()?.why,
  };
}

/** Google restarts a container whose liveness probe fails; here the instance ends and the next demand replaces it. */
async function watchLiveness(
  instance: Instance,
  probe: Probe,
  events: InstanceEvents,
  clock: Clock,
): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = probe;
  const end = new AbortController();
  void instance.exited.then(() => end.abort());
  try {
    await clock.sleep(initialDelaySeconds * 1000, end.signal);
    for (let failures = 0; failures < failureThreshold; ) {
      await clock.sleep(periodSeconds * 1000, end.signal);
      failures = (await probeOnce(probe, instance.port)) ? 0 : failures + 1;
    }
  } catch {
    return;
  }
  events.system(
    instance.id,
    "ERROR",
    `LIVENESS probe failed ${failureThreshold} times; the instance is ended.`,
  );
  instance.kill();
}
