// Worker thread: one forecast at a time, so that the main thread goes on answering.
import { existsSync, readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { InputError } from "../model/input-error.ts";
import { createPredictor } from "../model/predict-csv.ts";
import { askForArtifacts } from "./artifacts.ts";
import type { Forecast } from "./forecaster.ts";
import { loadOwnModel } from "./load-own-model.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-protocol.ts";

const port = parentPort;
if (port === null) throw new Error("This file runs as a worker thread of the server.");

const { usualParameters, artifacts } = workerData as WorkerStart;
const added = await loadOwnModel(
  new URL(".", import.meta.url),
  artifacts === undefined ? refuse : askForArtifacts(artifacts),
);
const predictor = createPredictor(
  { stanWasm: () => readFileSync(wasm("@bsull/augurs-prophet-wasmstan", "prophet-wasmstan.core.wasm")) },
  added,
);
await predictor.warmUp(usualParameters);
// Jobs that came meanwhile wait in the port until there is a listener.
port.on("message", (job: ToWorker) => {
  void run(job).then((answer) => port.postMessage(answer));
});
port.postMessage({ type: "ready" } satisfies FromWorker);

async function run({ id, input, parameters }: ToWorker): Promise<FromWorker> {
  try {
    const forecast = await forecastOf(input, parameters);
    return { type: "done", id, forecast, isWornOut: predictor.isWornOut() };
  } catch (error) {
    // Libraries in WebAssembly throw strings too.
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { type: "failed", id, message: `${name}: ${message}`, ...(stack !== undefined && { stack }) };
  }
}

async function forecastOf(input: Uint8Array, parameters: ToWorker["parameters"]): Promise<Forecast> {
  try {
    return { kind: "prediction", prediction: await predictor.predictCsv(input, parameters) };
  } catch (error) {
    if (error instanceof InputError) return rejection(error);
    throw error;
  }
}

function rejection(error: InputError): Forecast {
  const { code, message, fix, line, column, excerpt } = error;
  return {
    kind: "rejection",
    rejection: {
      code,
      message,
      fix,
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
      ...(excerpt !== undefined && { excerpt }),
    },
  };
}

/** Where no main thread fetches, as on the machine of whoever tries a model out. */
function refuse(uri: string): Promise<never> {
  return Promise.reject(new Error(`${uri} can be fetched by the service only`));
}

/** Beside this file in the image; in node_modules when it runs from the sources. */
function wasm(from: string, file: string): URL {
  const beside = new URL(file, import.meta.url);
  return existsSync(beside) ? beside : new URL(file, import.meta.resolve(from));
}
