// The job's entry: one task of an execution. It works on the order that its environment names, and ends.
import { EventEmitter } from "node:events";
import { availableParallelism, totalmem } from "node:os";
import { systemClock } from "../core/clock.ts";
import { onStopSignal } from "../core/platform/stop-signals.ts";
import { createEstimator } from "./handover/estimator.ts";
import { publisherFor } from "./events/publisher.ts";
import { createJobRunner } from "./job/job-runner.ts";
import { runOrder } from "./job/run-order.ts";
import { readTask } from "./job/task.ts";
import { createLogger, logFailure } from "./log.ts";
import { readCard } from "./own-model-card.ts";
import { readSettings } from "./settings.ts";
import { createStackReader } from "./stack-reader.ts";
import { createCloudStorage } from "./storage/cloud-storage.ts";
import { startWorkers } from "./workers/start-workers.ts";

// A download of several chunks has eleven listeners in the Storage client, and Node warns of a leak at ten.
EventEmitter.defaultMaxListeners = 20;

const { CLOUD_RUN_EXECUTION: execution = "unknown", CLOUD_RUN_TASK_INDEX: index = "0" } = process.env;
const log = createLogger({
  write: (line) => process.stdout.write(line),
  clock: systemClock,
  project: process.env["GOOGLE_CLOUD_PROJECT"] ?? "unknown",
  readStack: createStackReader(),
}).with({ labels: { execution, task: index } });

process.on("uncaughtException", (error) => fail(error));

const stop = new AbortController();
onStopSignal((signal) => {
  log.log("WARNING", `${signal}: stopping`);
  stop.abort(new Error("Cloud Run stops the task."));
});

try {
  // Where no limit can be read, Node says 0 or a number beyond all memory.
  const memoryBytes = Math.min(process.constrainedMemory() || Infinity, totalmem());
  const settings = readSettings(process.env, {
    cpus: availableParallelism(),
    memoryBytes,
    ownModel: readCard(import.meta.url),
  });
  const store = createCloudStorage({ ...settings, clock: systemClock });
  const forecaster = startWorkers({ beside: import.meta.url, settings, store, clock: systemClock, log });
  const { endpoint, token: localToken } = settings.runApi;
  const token = async () => localToken ?? store.token();
  const jobsAt = (job: string) => createJobRunner({ job, endpoint, token, clock: systemClock });
  const estimator = createEstimator();
  const events = publisherFor(settings, () => store.token(), systemClock);
  const dependencies = { store, forecaster, clock: systemClock, settings, estimator, events, jobsAt };
  process.exit(await runOrder(readTask(process.env, settings.outputBucket), dependencies, log, stop.signal));
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  logFailure(log, "The task failed", error);
  process.exit(1);
}
