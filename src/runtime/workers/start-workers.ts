// The worker threads of a container, which a service and a task of a job start alike.
import { extname } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../log.ts";
import type { Settings } from "../settings.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { createArtifacts, serveArtifacts } from "./artifacts.ts";
import { logPoolEvent } from "./log-pool-event.ts";
import { createWorkerPool } from "./worker-pool.ts";

export interface WorkersOptions {
  /** Address of the entry that starts them: the worker lies beside it. */
  beside: string;
  settings: Settings;
  store: ObjectStore;
  clock: Clock;
  log: Logger;
}

export function startWorkers({ beside, settings, store, clock, log }: WorkersOptions) {
  const fetchArtifact = createArtifacts(store);
  return createWorkerPool({
    // The same name as .ts in the sources, .js in the package and .mjs in the image.
    entry: new URL(`./worker${extname(beside)}`, beside),
    maximumWorkers: settings.maximumWorkers,
    workerMemoryMegabytes: settings.workerMemoryMegabytes,
    defaultParameters: settings.forecastDefaults,
    clock,
    connect: () => serveArtifacts(fetchArtifact),
    onEvent: (event) => logPoolEvent(log, event),
  });
}
