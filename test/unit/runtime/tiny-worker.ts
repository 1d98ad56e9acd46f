// A real worker thread that does what the text of its input says, in place of a model.
import { parentPort, threadId, workerData } from "node:worker_threads";
import type { FromWorker, ToWorker, WorkerStart } from "../../../src/runtime/worker-protocol.ts";

const port = parentPort!;
const say = (message: FromWorker) => port.postMessage(message);

port.on("message", ({ id, input, parameters }: ToWorker) => {
  const [command, argument = ""] = new TextDecoder().decode(input).split(" ");
  const prediction = {
    csv: command === "usual" ? JSON.stringify((workerData as WorkerStart).usualParameters) : String(threadId),
    model: "tiny",
    modelVersion: "1",
    parameters,
    rowsIn: 1,
    rowsOut: 1,
    warnings: [],
  };
  const done = (isWornOut = false) =>
    say({ type: "done", id, forecast: { kind: "prediction", prediction }, isWornOut });
  if (command === "work" || command === "usual") done();
  else if (command === "wear-out") done(true);
  else if (command === "sleep") setTimeout(done, Number(argument));
  else if (command === "spin") for (;;);
  else if (command === "exit") process.exit(7);
  else if (command === "reject") void Promise.reject(new Error("nobody listens"));
  else if (command === "swell") swell();
  else if (command === "crash") throw new Error("out of the blue");
  else if (command === "trap")
    say({ type: "failed", id, message: "RuntimeError: unreachable", stack: "at wasm" });
  else {
    const rejection = { code: "csv.empty", message: "The file is empty.", fix: "Add rows." };
    say({ type: "done", id, forecast: { kind: "rejection", rejection }, isWornOut: argument === "worn-out" });
  }
});
/** Keeps whatever it makes, until the heap is full. */
function swell(): void {
  const kept: number[][] = [];
  for (;;) kept.push(Array<number>(10_000).fill(0.5));
}

say({ type: "ready" });
