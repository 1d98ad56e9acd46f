// One task of the job: the delivery that the service has handed over, with all the time that a task has.
import type { Clock } from "../../core/clock.ts";
import type { InputFault } from "../../core/contract.ts";
import { CloudError, CloudRunnerError } from "../../core/errors.ts";
import { fanOutPlanName } from "../../core/job/fan-out-progress.ts";
import { jobFolder, orderMetadata, type WorkOrder } from "../../core/job/job-contract.ts";
import { retry } from "../../core/retry.ts";
import { deliver } from "../delivery/delivery.ts";
import { failureOf } from "../delivery/failures.ts";
import type { Notification } from "../delivery/notification.ts";
import { sentenceFor, type Outcome } from "../delivery/outcome.ts";
import type { DeliveryDependencies } from "../forecast/attempt.ts";
import type { Message } from "../events/publisher.ts";
import { decodeDone, type DonePart } from "../handover/done.ts";
import { maximumOrderBytes, removeOrder } from "../handover/orders.ts";
import type { FanOut } from "../fanout/fan-out-place.ts";
import { errorFields, type Logger } from "../log.ts";
import type { JobRunner } from "./job-runner.ts";
import { parseOrder, type Task } from "./task.ts";

/** Storage that is away for longer is for another try of the task. */
const patienceMs = 10 * 60_000;

/** Between two looks at a lease that somebody else has. */
const shortestWaitMs = 1000;
const longestWaitMs = 30_000;

/**
 * @returns the exit code: 0 when nothing is left to be done, 1 when Cloud Run is to try the task again
 */
export async function runOrder(
  task: Task,
  { jobsAt, ...given }: DeliveryDependencies & { jobsAt?: (job: string) => JobRunner },
  log: Logger,
  signal: AbortSignal,
): Promise<0 | 1> {
  const { store, clock, settings } = given;
  const startedAt = clock.now();
  const patiently = <T>(work: () => Promise<T>): Promise<T> =>
    retry(work, {
      clock,
      budgetMs: patienceMs,
      maximumDelayMs: longestWaitMs,
      signal,
      isRetryable: (error) => error instanceof CloudError && error.retryable,
      onWait: (error) => log.log("WARNING", "Will be tried again", errorFields(error)),
    });
  const found = await patiently(() => store.stat(settings.outputBucket, task.order));
  const content = found && (await patiently(() => store.read(found, maximumOrderBytes)));
  if (!found || !content) {
    log.log("INFO", `Nothing to do: ${task.order} is carried out already, or was taken back`);
    return 0;
  }
  const order = parseOrder(content);
  const { name: input, generation } = order.input;
  const notification = notificationOf(order);
  const inputLog = log.with({ labels: { input, generation, messageId: order.origin.messageId } });
  const done = order.done && (await patiently(() => readDone(order.done!, given)));
  const job = found.metadata[orderMetadata.execution]?.replace(/\/executions\/.*/, "");
  const folder = jobFolder(order.input);
  const isOfManifest = task.folder !== undefined && task.folder !== folder;
  const fanOut: FanOut = {
    folder: task.folder ?? folder,
    order: task.order,
    holder: `${task.execution}/${task.index}`,
    jobs: job === undefined ? undefined : jobsAt?.(job),
  };
  /** The order goes last: when others have removed it, they have announced the answer too. */
  const isTold = async () => (await store.stat(settings.outputBucket, task.order)) === undefined;
  const events = given.events && {
    // By itself: the time of a delivery may be over when its answer is there.
    publish: (messages: readonly Message[]) => patiently(() => given.events!.publish(messages)),
  };
  const dependencies = { ...given, events, fanOut, isTold };
  const tryIt = (more: Partial<DeliveryDependencies> = {}) =>
    patiently(() =>
      untilFree(
        () => deliver(notification, { ...dependencies, ...(done && { done }), ...more }, inputLog, signal),
        clock,
        signal,
      ),
    );
  let outcome: Outcome;
  try {
    const isFinished = await help();
    // What is left of a manifest is for the task that works it off.
    if (task.isHelper && (isOfManifest || !isFinished)) return 0;
    outcome = task.isHelper ? await tryOnce() : await tryIt();
  } catch (error) {
    const code = failureOf(error);
    inputLog.log("ERROR", `The task failed: ${(error as Error).message}`, errorFields(error));
    // What a helper leaves is done by the others.
    if (!task.isLastTry || task.isHelper || signal.aborted) return 1;
    outcome = await tryIt({ givenUp: givenUp(error, code, input) });
  }
  const durationMs = clock.now() - startedAt;
  inputLog.log("INFO", sentenceFor(outcome, input), { outcome: outcome.kind, durationMs });
  if (outcome.kind !== "under-way") await patiently(() => removeOrder(found, store));
  return 0;

  /** Of a panel that is cut already, what others have left: for that no lease is needed. */
  async function help(): Promise<boolean> {
    const plan = fanOutPlanName(fanOut.folder);
    if ((await patiently(() => store.stat(settings.outputBucket, plan))) === undefined) return false;
    const { helpWithSlices } = await import("../fanout/help-with-slices.ts");
    const place = { ...fanOut, index: task.index, count: task.count };
    return patiently(() => helpWithSlices(place, { ...given, log: inputLog, signal }));
  }

  /** Whoever sees all slices finished makes the result of them, unless the task that has cut them is there to do it. */
  function tryOnce(): Promise<Outcome> {
    return patiently(() => deliver(notification, dependencies, inputLog, signal));
  }
}

/** What the service had made already; undefined when it is gone, after which all is made anew. */
async function readDone(
  name: string,
  { store, settings }: DeliveryDependencies,
): Promise<DonePart[] | undefined> {
  const object = await store.stat(settings.outputBucket, name);
  const content = object && (await store.read(object, object.bytes));
  return content && decodeDone(content);
}

/** As the service had it. */
const notificationOf = ({ input, origin }: WorkOrder): Notification => ({
  eventType: "OBJECT_FINALIZE",
  ...input,
  ...origin,
});

/** Whoever has the lease ends, or it expires. */
async function untilFree(work: () => Promise<Outcome>, clock: Clock, signal: AbortSignal): Promise<Outcome> {
  for (;;) {
    const outcome = await work();
    if (outcome.kind !== "under-way") return outcome;
    const leftMs = outcome.leaseExpiresAt - clock.now();
    await clock.sleep(Math.min(longestWaitMs, Math.max(shortestWaitMs, leftMs)), signal);
  }
}

/** Nobody delivers it again, so that its report has to say it. */
const givenUp = (error: unknown, code: string, input: string): InputFault => ({
  code,
  message: `${input} was given up: no try of the job has succeeded. ${error instanceof Error ? error.message : String(error)}`,
  fix:
    (error instanceof CloudRunnerError ? error.fix : undefined) ??
    "`cloud-runner logs` shows what the job says; then upload the file again.",
});
