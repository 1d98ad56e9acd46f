// One attempt of a task: a process that runs to its end, or to the end of the time that it has.
// https://cloud.google.com/run/docs/container-contract#jobs
import { randomBytes } from "node:crypto";
import { constants } from "node:os";
import type { Clock } from "../../../../core/clock.ts";
import type { ContainerLog } from "../serving/container-log.ts";
import type { Containers } from "../serving/container.ts";
import type { InstanceRegister } from "../serving/instance-register.ts";
import { commandLineOf } from "../serving/instance-program.ts";
import { spawnProcess } from "../serving/instance-process.ts";
import type { AttemptResult } from "./job-resources.ts";

interface Options {
  launch: ReturnType<Containers["launch"]>;
  timeoutMs: number;
  log: ReturnType<ContainerLog["of"]>;
  register: InstanceRegister;
  clock: Clock;
  /** Aborts when the attempt is not wanted any more. */
  signal: AbortSignal;
}

export async function runAttempt(options: Options): Promise<AttemptResult> {
  const { launch, timeoutMs, log, register, clock, signal } = options;
  const id = randomBytes(16).toString("hex");
  const events = {
    ...log,
    spawned: (_id: string, pid: number) => register.add(id, pid),
    exited: () => register.remove(id),
  };
  const child = spawnProcess(id, commandLineOf(launch.program, { ...launch, id }), events, clock);
  const over = new AbortController();
  void child.exited.then(() => over.abort());
  let isLate = false;
  try {
    await clock.sleep(timeoutMs, AbortSignal.any([signal, over.signal]));
    isLate = true;
    log.system(
      id,
      "ERROR",
      `Terminating task because it has reached the maximum timeout of ${timeoutMs / 1000} seconds. To change this limit, see https://cloud.google.com/run/docs/configuring/task-timeout`,
    );
  } catch {
    // It ended by itself, or is not wanted any more.
  }
  const isStopped = child.ending() === undefined && !isLate;
  await child.stop();
  const { exitCode, signal: killer, why } = await child.exited;
  if (why !== undefined) log.system(id, exitCode === 0 ? "INFO" : "ERROR", why);
  return {
    ...(exitCode !== undefined && { exitCode }),
    ...(killer !== undefined && { signal: killer }),
    ...(isLate && { failure: "The configured timeout was reached." }),
    ...(isStopped && { failure: "The task was stopped." }),
    ...(!isLate && !isStopped && exitCode !== 0 && { failure: failureOf(exitCode, killer, why) }),
  };
}

function failureOf(exitCode: number | undefined, killer: string | undefined, why = ""): string {
  if (exitCode !== undefined) return "The container exited with an error.";
  return killer === undefined ? why : `The container was terminated by signal ${signalNumber(killer)}.`;
}

export const signalNumber = (name: string): number =>
  (constants.signals as Readonly<Record<string, number>>)[name] ?? 0;
