// Worker thread: one task at a time, so that the main thread goes on answering.
import type { InputFault } from "../core/contract.ts";
import { parentPort, workerData } from "node:worker_threads";
import { faultOf, InputError } from "../model/input-error.ts";
import { createPredictor } from "../model/predict/predictor.ts";
import { askForArtifacts } from "./workers/artifacts.ts";
import { loadOwnModel } from "./workers/load-own-model.ts";
import type { FromWorker, Reply, ToWorker, WorkerStart } from "./workers/worker-protocol.ts";

const port = parentPort;
if (port === null) throw new Error("This file runs as a worker thread of the server.");

const { defaultParameters, artifacts } = workerData as WorkerStart;
const added = await loadOwnModel(
  new URL(".", import.meta.url),
  artifacts === undefined ? refuse : askForArtifacts(artifacts),
);
const predictor = createPredictor(added);
await predictor.warmUp(defaultParameters);
// Jobs that came meanwhile wait in the port until there is a listener.
port.on("message", (task: ToWorker) => {
  void run(task).then((message) => port.postMessage(message, buffersOf(message)));
});
port.postMessage({ type: "ready" } satisfies FromWorker);

async function run(task: ToWorker): Promise<FromWorker> {
  const { id } = task;
  try {
    return { type: "done", id, reply: await reply(task), isWornOut: predictor.isWornOut() };
  } catch (error) {
    // Libraries in WebAssembly throw strings too.
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { type: "failed", id, message: `${name}: ${message}`, ...(stack !== undefined && { stack }) };
  }
}

async function reply(task: ToWorker): Promise<Reply | { rejection: InputFault }> {
  try {
    if (task.kind === "prepare") return predictor.prepare(task.parameters);
    const { csv, ...rest } = await predictor.forecast(task.chunk, task.parameters, task);
    return { csv: new TextEncoder().encode(csv), ...rest };
  } catch (error) {
    if (error instanceof InputError) return { rejection: faultOf(error) };
    throw error;
  }
}

/** Handed over, not copied. */
function buffersOf(message: FromWorker): ArrayBuffer[] {
  return message.type === "done" && "csv" in message.reply ? [message.reply.csv.buffer as ArrayBuffer] : [];
}

/** Where no main thread fetches, as on the machine of whoever tries a model out. */
function refuse(uri: string): Promise<never> {
  return Promise.reject(new Error(`${uri} can be fetched by the service only`));
}
