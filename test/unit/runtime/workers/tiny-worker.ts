// A real worker thread that does what the text of its input says, in place of a model.
import { parentPort, threadId, workerData } from "node:worker_threads";
import type { Dataset } from "../../../../src/model/series/dataset.ts";
import type { SeriesOutcome } from "../../../../src/model/series/forecast-table.ts";
import type { FromWorker, ToWorker, WorkerStart } from "../../../../src/runtime/workers/worker-protocol.ts";

const port = parentPort!;
const say = (message: FromWorker) => port.postMessage(message);

port.on("message", (task: ToWorker) => {
  if (task.kind === "prepare") throw new Error("This worker plans nothing.");
  if (!(task.chunk instanceof Uint8Array)) return forecastSeries(task.id, task.chunk);
  const { id } = task;
  const [command, argument = ""] = new TextDecoder().decode(task.chunk).split(" ");
  const csv =
    command === "usual" ? JSON.stringify((workerData as WorkerStart).defaultParameters) : String(threadId);
  const reply = { csv: Buffer.from(csv), outcomes: [] };
  const done = (isWornOut = false) => say({ type: "done", id, reply, isWornOut });
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
    say({ type: "done", id, reply: { rejection }, isWornOut: argument === "worn-out" });
  }
});

/** The first id of a series says what its model does, and a second one what its fallback does. */
function forecastSeries(id: number, { series }: Dataset): void {
  const lines: string[] = [];
  const outcomes: SeriesOutcome[] = [];
  for (const { id: commands, fault } of series) {
    const command = commands[fault === undefined ? 0 : 1];
    if (command === "spin") for (;;);
    if (command === "exit") process.exit(7);
    if (command === "trap") return say({ type: "failed", id, message: "RuntimeError: unreachable" });
    const model = fault === undefined ? "tiny" : "fallback";
    lines.push(`${commands.join(" ")},${model}\n`);
    const made = { rows: 1, model, frequency: "D", heaviest: undefined };
    outcomes.push({ ...made, fault, warnings: [] });
  }
  say({ type: "done", id, reply: { csv: Buffer.from(lines.join("")), outcomes }, isWornOut: false });
}

/** Keeps whatever it makes, until the heap is full. */
function swell(): void {
  const kept: number[][] = [];
  for (;;) kept.push(Array<number>(10_000).fill(0.5));
}

say({ type: "ready" });
