// The container's entry: reads the environment, starts a worker, opens the port, then warms what a forecast needs.
import { EventEmitter } from "node:events";
import { availableParallelism, totalmem } from "node:os";
import { systemClock } from "../core/clock.ts";
import { onStopSignal } from "../core/platform/stop-signals.ts";
import { createCloudStorage } from "./storage/cloud-storage.ts";
import { createDrain } from "./drain.ts";
import { createEstimator } from "./handover/estimator.ts";
import { publisherFor } from "./events/publisher.ts";
import { createJobRunner } from "./job/job-runner.ts";
import { createLogger, logFailure } from "./log.ts";
import { readCard } from "./own-model-card.ts";
import { readSettings, type Settings } from "./settings.ts";
import { createStackReader } from "./stack-reader.ts";
import { startWorkers } from "./workers/start-workers.ts";

/** Cloud Run kills 10 s after it has asked. */
const drainMs = 9_000;

// A download of several chunks has eleven listeners in the Storage client, and Node warns of a leak at ten.
EventEmitter.defaultMaxListeners = 20;

const log = createLogger({
  write: (line) => process.stdout.write(line),
  clock: systemClock,
  project: process.env["GOOGLE_CLOUD_PROJECT"] ?? "unknown",
  readStack: createStackReader(),
});

// Node would write the stack as it is, in lines that nobody can read.
process.on("uncaughtException", (error) => fail("The container failed", error));

try {
  // Where no limit can be read, Node says 0 or a number beyond all memory.
  const memoryBytes = Math.min(process.constrainedMemory() || Infinity, totalmem());
  await start(
    readSettings(process.env, {
      cpus: availableParallelism(),
      memoryBytes,
      ownModel: readCard(import.meta.url),
    }),
  );
} catch (error) {
  fail("The container cannot start", error);
}

async function start(settings: Settings): Promise<void> {
  let isReady = false;
  const drain = createDrain();
  const store = createCloudStorage({ ...settings, clock: systemClock });
  const { job, runApi } = settings;
  const token = async () => runApi.token ?? store.token();
  const jobs =
    job === undefined
      ? undefined
      : createJobRunner({ job, endpoint: runApi.endpoint, token, clock: systemClock });
  const pool = startWorkers({ beside: import.meta.url, settings, store, clock: systemClock, log });
  const warm = pool.warmUp();
  // Handled below; until then it would be an unhandled rejection.
  warm.catch(() => {});
  // Loaded beside the worker, which has the longer way to go.
  const [{ serve }, { createApp }] = await Promise.all([import("@hono/node-server"), import("./app.ts")]);
  const app = createApp({
    log,
    drain,
    clock: systemClock,
    settings,
    store,
    forecaster: pool,
    jobs,
    estimator: jobs && createEstimator(),
    events: publisherFor(settings, () => store.token(), systemClock),
    isReady: () => isReady,
  });

  const listening = Promise.withResolvers<void>();
  const server = serve(
    {
      fetch: app.fetch,
      port: settings.port,
      hostname: settings.host,
      // The front end keeps its connections for 10 minutes; whoever closes first can cut off a request just sent.
      serverOptions: { keepAliveTimeout: 620_000 },
    },
    ({ port }) => {
      log.log("INFO", `Listening on ${settings.host}:${port}`, {
        revision: settings.revision,
        startMs: Math.round(performance.now()),
      });
      listening.resolve();
    },
  );
  server.on("error", (error) => fail("The port cannot be opened", error));

  // These are loaded in this thread, so they have to wait for the port.
  const warmHere = () => Promise.all([store.warmUp(), import("./forecast/forecast-input.ts")]);
  Promise.all([warm, listening.promise.then(warmHere)]).then(
    () => {
      isReady = true;
      log.log("INFO", "Ready", { startMs: Math.round(performance.now()) });
    },
    (error: unknown) => fail("The warm-up failed", error),
  );

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.log("INFO", `${signal}: stopping`, { underWay: drain.underWay });
    server.close();
    void systemClock.sleep(drainMs).then(() => {
      log.log("WARNING", "Stopped before all requests were answered; Pub/Sub delivers them again", {
        underWay: drain.underWay,
      });
      process.exit(0);
    });
    void drain.start().then(async () => {
      // The answers are written; let them leave before the process does.
      await systemClock.sleep(50);
      log.log("INFO", "Stopped");
      process.exit(0);
    });
  };
  onStopSignal(stop);
}

function fail(message: string, error: unknown): void {
  logFailure(log, message, error);
  process.exit(1);
}
