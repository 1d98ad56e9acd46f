// `npm run bench:fanout`: a panel of 200,000 series of 60 months as the job forecasts it, cut into slices for two tasks, of which
// three are killed. Fails when there is not one result with all series in their order, or a process needs 600 MiB.
//   --series 20000   fewer series
//   --model naive    another model than auto
//   --kills 0        as many deaths
// Wall times are worth something only while nothing else runs. What the workers do without job and Storage is measured
// first, on a part of the series, by as many threads.
import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Storage } from "@google-cloud/storage";
import { systemClock } from "../../src/core/clock.ts";
import { orderMetadata, orderName, type WorkOrder } from "../../src/core/job/job-contract.ts";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { readDataset } from "../../src/model/csv/read-dataset.ts";
import { forecastDataset } from "../../src/runtime/forecast/forecast-dataset.ts";
import { createWorkerPool } from "../../src/runtime/workers/worker-pool.ts";
import { startServices } from "../support/local-services.ts";

// A download of several chunks has eleven listeners in the Storage client, and Node warns of a leak at ten.
EventEmitter.defaultMaxListeners = 20;

const { values: flags } = parseArgs({
  options: {
    series: { type: "string", default: "200000" },
    model: { type: "string", default: "auto" },
    kills: { type: "string", default: "3" },
  },
});
const seriesCount = Number(flags.series);
const rowsPerSeries = 60;
const { model } = flags;
const tasks = 2;
const mostMegabytes = 600;
const leastShare = 0.85;

const entry = new URL("../../dist/image/job.mjs", import.meta.url);
if (!existsSync(entry)) throw new Error("There is no dist/image: run npm run build first.");

const dates = Array.from({ length: rowsPerSeries }, (_, row) =>
  new Date(Date.UTC(2018, row)).toISOString().slice(0, 10),
);

function seriesCsv(series: number): string {
  let text = "";
  for (let row = 0; row < rowsPerSeries; row++) {
    const y = 100 + row * 0.1 + 10 * Math.sin((2 * Math.PI * row) / 12) + 5 * Math.sin(series * row * row);
    text += `S${series},${dates[row]!},${y.toFixed(3)}\n`;
  }
  return text;
}

const header = "unique_id,ds,y\n";

function* file(count: number): Generator<Buffer> {
  yield Buffer.from(header);
  for (let from = 0; from < count; from += 500) {
    const all = Array.from({ length: Math.min(500, count - from) }, (_, at) => seriesCsv(from + at));
    yield Buffer.from(all.join(""));
  }
}

/** Series a second of the worker threads alone, with all that they need at hand; and their lines. */
async function workersAlone(count: number): Promise<{ rate: number; csv: Buffer }> {
  const pool = createWorkerPool({
    entry: new URL("worker.mjs", entry),
    maximumWorkers: tasks,
    workerMemoryMegabytes: 256,
    clock: systemClock,
    onEvent: () => {},
  });
  const parameters = { model };
  try {
    const limits = { timeoutMs: 3_600_000 };
    const plan = await pool.prepare(parameters, limits);
    const dataset = await readDataset(Buffer.concat([...file(count)]), plan.choice);
    const attempt = {
      forecaster: pool,
      clock: systemClock,
      settings: { maximumWorkers: tasks, seriesTimeoutMs: 60_000 },
      signal: undefined,
      deadline: systemClock.now() + 3_600_000,
    };
    // The threads start, and are warm.
    await forecastDataset(
      { ...dataset, series: dataset.series.slice(0, count / 10) },
      plan,
      parameters,
      attempt,
    );
    const startedAt = performance.now();
    const answer = await forecastDataset(dataset, plan, parameters, attempt);
    if (answer.kind === "rejection") throw new Error(answer.rejection.message);
    return {
      rate: count / ((performance.now() - startedAt) / 1000),
      csv: Buffer.from(answer.prediction.csv),
    };
  } finally {
    await pool.close();
  }
}

const alone = await workersAlone(Math.min(seriesCount, 5000));
console.log(`workers alone: ${alone.rate.toFixed(0)} series a second by ${model} on ${tasks} threads`);

const local = await startServices((context) => [
  createStorage(context, { publish: () => "1", topicExists: () => false }),
]);
const endpoint = local.httpUrl;
const storage = new Storage({ projectId: "cloud-runner-local", apiEndpoint: endpoint });
for (const name of ["bench-input", "bench-output"]) await storage.createBucket(name);
const inputFile = storage.bucket("bench-input").file("panel.csv");
await pipeline(
  Readable.from(file(seriesCount)),
  inputFile.createWriteStream({ metadata: { metadata: { "forecast-model": model } } }),
);
const generation = String(inputFile.metadata.generation);
const input = { bucket: "bench-input", name: "panel.csv", generation };
console.log(`${(Number(inputFile.metadata.size) / 1e6).toFixed(0)} MB, ${seriesCount * rowsPerSeries} rows`);

const job = "projects/bench/locations/here/jobs/bench-job";
const running = new Map<ChildProcess, string>();
const most = new Map<string, number>();
let executions = 0;

/** As Cloud Run: tries again what does not end well. */
async function runTask(
  execution: string,
  env: Record<string, string>,
  index: number,
  count: number,
): Promise<void> {
  for (let attempt = 0; attempt <= 10; attempt++) {
    const task = spawn(process.execPath, [entry.pathname], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        PATH: process.env["PATH"],
        STORAGE_EMULATOR_HOST: endpoint,
        GOOGLE_CLOUD_PROJECT: "cloud-runner-local",
        INPUT_BUCKET: "bench-input",
        OUTPUT_BUCKET: "bench-output",
        FORECAST_TIMEOUT_SECONDS: "21600",
        MAXIMUM_WORKERS: "1",
        WORKER_MEMORY_MB: "256",
        FAN_OUT_TASKS: String(tasks - 1),
        ...(seriesCount < 20_000 && { FAN_OUT_SERIES: String(seriesCount / 4) }),
        RUN_API_ENDPOINT: api,
        RUN_API_TOKEN: "bench",
        CLOUD_RUN_EXECUTION: execution,
        CLOUD_RUN_TASK_INDEX: String(index),
        CLOUD_RUN_TASK_COUNT: String(count),
        CLOUD_RUN_TASK_ATTEMPT: String(attempt),
        JOB_MAXIMUM_RETRIES: "10",
        ...env,
      },
    });
    const name = `${execution}/${index}`;
    running.set(task, name);
    task.stdout.on("data", (lines: Buffer) => {
      for (const line of lines.toString().trimEnd().split("\n")) {
        const { severity, message } = JSON.parse(line) as { severity: string; message: string };
        if (severity !== "DEBUG") console.log(`  ${name}: ${message}`);
      }
    });
    const code = await new Promise<number | null>((resolve) => task.on("exit", resolve));
    running.delete(task);
    if (code === 0) return;
  }
  throw new Error(`${execution} has failed.`);
}

const work: Promise<void>[] = [];
function execute(env: Record<string, string>, count: number): string {
  const execution = `bench-${++executions}`;
  for (let index = 0; index < count; index++) work.push(runTask(execution, env, index, count));
  return `${job}/executions/${execution}`;
}

/** As much of Cloud Run's API as a task asks for. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.setHeader("content-type", "application/json");
    if (request.method === "GET") return response.end("{}");
    const { overrides } = JSON.parse(Buffer.concat(chunks).toString()) as {
      overrides: { taskCount?: number; containerOverrides: { env: { name: string; value: string }[] }[] };
    };
    const env = Object.fromEntries(
      overrides.containerOverrides[0]!.env.map(({ name, value }) => [name, value]),
    );
    response.end(JSON.stringify({ metadata: { name: execute(env, overrides.taskCount ?? 1) } }));
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function megabytesOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const order = orderName(input);
const body: WorkOrder = {
  schemaVersion: 1,
  input,
  origin: { messageId: "1", deliveryAttempt: 1 },
  reason: "asked",
};
await storage
  .bucket("bench-output")
  .file(order)
  .save(JSON.stringify(body), {
    metadata: { metadata: { [orderMetadata.execution]: `${job}/executions/none` } },
  });
const startedAt = performance.now();
execute({ WORK_ORDER: `gs://bench-output/${order}` }, 1);

const watching = new AbortController();
const expected = (seriesCount / alone.rate) * 1000;
let kills = Number(flags.kills);
const killsAt = Array.from(
  { length: kills },
  (_, at) => expected * (0.2 + 0.6 * ((at + Math.random()) / kills)),
);
const watch = (async () => {
  while (!watching.signal.aborted) {
    for (const [task, name] of running) most.set(name, Math.max(most.get(name) ?? 0, megabytesOf(task.pid)));
    if (killsAt.length > 0 && performance.now() - startedAt > killsAt[0]! && running.size > 0) {
      killsAt.shift();
      const victims = [...running];
      const [victim, name] = victims[Math.floor(Math.random() * victims.length)]!;
      console.log(`  ${name} is killed`);
      victim.kill("SIGKILL");
      kills--;
    }
    await wait(100);
  }
})();
for (let at = 0; at < work.length; at++) await work[at]!;
const seconds = (performance.now() - startedAt) / 1000;
watching.abort();
await watch;

const [outputs] = await storage.bucket("bench-output").getFiles();
const names = outputs.map(({ name }) => name);
let series = -1;
let rows = 0;
let rest = "";
let start = Buffer.alloc(0);
for await (const chunk of storage.bucket("bench-output").file("panel.csv").createReadStream()) {
  if (start.length < alone.csv.length) start = Buffer.concat([start, chunk as Buffer]);
  const lines = (rest + (chunk as Buffer).toString()).split("\n");
  rest = lines.pop()!;
  for (const line of lines) {
    const id = /,S(\d+),/.exec(line)?.[1];
    if (id === undefined) continue;
    rows++;
    if (Number(id) === series + 1) series++;
    else if (Number(id) !== series) throw new Error(`Series ${id} follows series ${series}.`);
  }
}
const isSame = start.subarray(0, alone.csv.length).equals(alone.csv);
server.close();
server.closeAllConnections();
await local.close();

const rate = seriesCount / seconds;
const share = rate / alone.rate;
const largest = Math.max(...most.values(), process.resourceUsage().maxRSS / 1024);
console.log(
  `${seriesCount} series, ${rows} rows in ${seconds.toFixed(1)} s: ${rate.toFixed(0)} series a second, ${(share * 100).toFixed(0)} % of the workers alone`,
);
console.log(
  `largest task ${Math.max(...most.values()).toFixed(0)} MiB, this process with Storage ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB; objects ${names.join(", ")}`,
);
const faults = [
  ...(series === seriesCount - 1 ? [] : [`The last series is ${series}.`]),
  ...(isSame ? [] : ["The first series differ from those of the short way."]),
  ...(names.join() === "panel.csv" ? [] : ["More than the result is left."]),
  ...(largest < mostMegabytes ? [] : [`A process needed ${largest.toFixed(0)} MiB.`]),
  ...(share >= leastShare ? [] : [`Less than ${leastShare * 100} % of the workers alone.`]),
];
for (const fault of faults) console.log(`FAULT: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
