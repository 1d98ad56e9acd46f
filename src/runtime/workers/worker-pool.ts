// Worker threads: kept warm, replaced as soon as one may be corrupt, recycled before its memory grows too far.
import type { InputFault, RawParameters } from "../../core/contract.ts";
import { Worker, type MessagePort } from "node:worker_threads";
import type { Clock } from "../../core/clock.ts";
import { InputError } from "../../model/input-error.ts";
import type { Forecasts, Plan } from "../../model/predict/plan.ts";
import { ForecasterError, type ForecastLimits, type Forecaster } from "../forecast/forecaster.ts";
import type { FromWorker, Reply, Task, WorkerStart } from "./worker-protocol.ts";

export interface WorkerPoolOptions {
  /** Module that speaks worker-protocol.ts. */
  entry: URL;
  maximumWorkers: number;
  /** Heap of JavaScript values that each may have; WebAssembly and buffers come on top. */
  workerMemoryMegabytes: number;
  /** What most jobs ask for; a worker is warm when it would make such a forecast without waiting. */
  defaultParameters?: RawParameters;
  clock: Clock;
  /** Gives each worker a port that answers askForArtifacts. */
  connect?: () => MessagePort;
  /** Called for everything that is worth a log line. */
  onEvent: (event: PoolEvent) => void;
}

export type PoolEvent =
  | { type: "ready"; startMs: number }
  /** As it had asked: libraries in WebAssembly keep memory that no call frees. */
  | { type: "recycled"; forecasts: number }
  | { type: "died"; message: string; stack?: string | undefined }
  | { type: "stopped"; reason: "timed-out" | "aborted" };

/** V8 would take 48: panels fill all of that without being any quicker. */
const youngGenerationMegabytes = 16;

/** Most files of a burst ask for the same; a message to a thread and back costs as much as a small forecast. */
const mostPlans = 100;

export interface WorkerPool extends Forecaster {
  /** Starts the first worker; resolves when it is warm, rejects when it died before. */
  warmUp(): Promise<void>;
  /** Ends all workers at once; what still runs or waits is rejected. */
  close(): Promise<void>;
}

interface Pending {
  id: number;
  task: Task;
  slot?: Slot;
  /** Called once, when a warm worker has got it. */
  onRun(): void;
  settle(result: Reply | Error): void;
}

interface Slot {
  worker: Worker;
  job?: Pending | undefined;
  forecasts: number;
  isReady: boolean;
  /** Called once, when it is warm or has died before. */
  onStart?: ((fault?: ForecasterError) => void) | undefined;
}

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { entry, maximumWorkers, workerMemoryMegabytes, defaultParameters = {}, clock, onEvent } = options;
  const slots = new Set<Slot>();
  const ending = new Set<Promise<unknown>>();
  /** What workers have said of parameters: they all say the same. */
  const plans = new Map<string, Plan>();
  let queue: Pending[] = [];
  let lastId = 0;
  let closed = false;

  function start(): Slot {
    const startedAt = clock.now();
    // With a limit the thread ends with an error of its own; without one the whole process would end.
    const resourceLimits = {
      maxOldGenerationSizeMb: workerMemoryMegabytes,
      maxYoungGenerationSizeMb: youngGenerationMegabytes,
    };
    const artifacts = options.connect?.();
    const worker = new Worker(entry, {
      resourceLimits,
      workerData: { defaultParameters, artifacts } satisfies WorkerStart,
      transferList: artifacts === undefined ? [] : [artifacts],
    });
    const slot: Slot = { worker, forecasts: 0, isReady: false };
    let fault: (Error & { code?: unknown }) | undefined;
    slots.add(slot);
    slot.worker.on("message", (message: FromWorker) => {
      if (!slots.has(slot)) return;
      if (message.type === "ready") {
        slot.isReady = true;
        slot.job?.onRun();
        onEvent({ type: "ready", startMs: clock.now() - startedAt });
        slot.onStart?.();
      } else if (message.type === "done") {
        finish(slot, message.reply, message.isWornOut);
      } else {
        died(slot, workerDied(message.message), message.stack);
      }
    });
    slot.worker.on("error", (error: unknown) => {
      fault = error instanceof Error ? error : new Error(String(error));
    });
    slot.worker.on("exit", (code) => {
      if (!slots.has(slot)) return;
      if (fault?.code === "ERR_WORKER_OUT_OF_MEMORY") return died(slot, outOfMemory(workerMemoryMegabytes));
      const message = fault ? `${fault.name}: ${fault.message}` : `exit code ${code}`;
      died(slot, workerDied(message), fault?.stack);
    });
    return slot;
  }

  /** Takes a worker out of service; whatever it still says is not heard. */
  function end(slot: Slot): void {
    slots.delete(slot);
    const ended = slot.worker.terminate().finally(() => ending.delete(ended));
    ending.add(ended);
  }

  function finish(slot: Slot, reply: Reply | { rejection: InputFault }, isWornOut: boolean): void {
    const job = slot.job;
    slot.job = undefined;
    if (job?.task.kind === "forecast") slot.forecasts++;
    if (isWornOut) {
      onEvent({ type: "recycled", forecasts: slot.forecasts });
      end(slot);
      start();
    }
    job?.settle("rejection" in reply ? new InputError(reply.rejection.message, reply.rejection) : reply);
    dispatch();
  }

  function died(slot: Slot, error: ForecasterError, stack?: string): void {
    end(slot);
    onEvent({ type: "died", message: error.message, stack });
    slot.onStart?.(error);
    slot.job?.settle(error);
    // One that never became warm is not started again until a job asks for it, or it would spin.
    if (slot.isReady && !closed) start();
    dispatch();
  }

  function giveUp(job: Pending, reason: "timed-out" | "aborted", error: ForecasterError): void {
    const hasWaited = queue.includes(job);
    queue = queue.filter((other) => other !== job);
    const tooLate = hasWaited && reason === "timed-out";
    job.settle(
      tooLate
        ? new ForecasterError("forecast.not-started", "No forecasting worker became free in time.")
        : error,
    );
    if (job.slot?.job !== job || !slots.has(job.slot)) return;
    // A fit cannot be interrupted, only its thread ended.
    onEvent({ type: "stopped", reason });
    end(job.slot);
    start();
    dispatch();
  }

  function dispatch(): void {
    while (queue.length > 0 && !closed) {
      const idle = [...slots].find((slot) => slot.job === undefined);
      const slot = idle ?? (slots.size < maximumWorkers ? start() : undefined);
      if (slot === undefined) return;
      const job = queue.shift()!;
      slot.job = job;
      job.slot = slot;
      slot.worker.postMessage({ id: job.id, ...job.task });
      if (slot.isReady) job.onRun();
    }
  }

  async function run(task: Task, { timeoutMs, runMs, signal }: ForecastLimits): Promise<Reply> {
    if (closed || signal?.aborted) throw aborted();
    const timer = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const giveUpAfter = (ms: number) => {
      clock.sleep(Math.max(0, ms), timer.signal).then(
        () => giveUp(pending, "timed-out", timedOut(ms)),
        () => {}, // The answer came first.
      );
    };
    const pending: Pending = {
      id: ++lastId,
      task,
      onRun: () => {
        if (runMs !== undefined) giveUpAfter(runMs);
      },
      settle: (result) => (result instanceof Error ? reject(result) : resolve(result)),
    };
    const onAbort = () => giveUp(pending, "aborted", aborted());
    signal?.addEventListener("abort", onAbort);
    giveUpAfter(timeoutMs);
    queue.push(pending);
    dispatch();
    try {
      return await promise;
    } finally {
      // With a reason of its own: else one is made, with its stack.
      timer.abort("answered");
      signal?.removeEventListener("abort", onAbort);
    }
  }

  return {
    warmUp() {
      return new Promise((resolve, reject) => {
        const slot = start();
        slot.onStart = (fault) => {
          slot.onStart = undefined;
          if (fault) reject(fault);
          else resolve();
        };
      });
    },

    async prepare(parameters, limits) {
      const asked = JSON.stringify(parameters);
      const known = plans.get(asked);
      if (known) return known;
      const plan = (await run({ kind: "prepare", parameters }, limits)) as Plan;
      if (plans.size >= mostPlans) plans.clear();
      plans.set(asked, plan);
      return plan;
    },
    forecast: async (job, limits) =>
      (await run({ kind: "forecast", ...job }, limits)) as Forecasts<Uint8Array>,

    async close() {
      closed = true;
      for (const job of queue) job.settle(aborted());
      queue = [];
      for (const slot of slots) {
        slot.job?.settle(aborted());
        slot.onStart?.(aborted());
        end(slot);
      }
      await Promise.all(ending);
    },
  };
}

function aborted(): ForecasterError {
  return new ForecasterError("forecast.aborted", "The forecast was given up: nobody waits for it any more.");
}

function workerDied(message: string): ForecasterError {
  return new ForecasterError("forecast.worker-died", `The forecasting worker died: ${message}`);
}

function outOfMemory(megabytes: number): ForecasterError {
  return new ForecasterError(
    "forecast.out-of-memory",
    `The forecast needed more memory than the ${megabytes} MB that it had.`,
  );
}

function timedOut(timeoutMs: number): ForecasterError {
  const seconds = Math.round(timeoutMs / 100) / 10;
  return new ForecasterError(
    "forecast.timed-out",
    `The forecast took longer than the ${seconds} s that it had.`,
  );
}
