// `npm run bench:panel`: a panel of 1,000 series of 1,000 rows (23 MB).
//   --series 100    fewer series
//   --model auto    another model than mstl
//   --months        10,000 series of 60 months instead, by auto
// First how long it takes to be read and grouped, then to be forecast as the service does it, on one worker and on two,
// with the processor time of the main thread and of the workers apart. Wall times are worth something only while nothing
// else runs; the memory is that of this process, which holds the file too.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { systemClock } from "../../src/core/clock.ts";
import { createDatasetReader, readDataset } from "../../src/model/csv/read-dataset.ts";
import { forecastDataset } from "../../src/runtime/forecast/forecast-dataset.ts";
import { createWorkerPool } from "../../src/runtime/workers/worker-pool.ts";

const { values: flags } = parseArgs({
  options: {
    series: { type: "string" },
    model: { type: "string" },
    months: { type: "boolean", default: false },
  },
});
const rowsPerSeries = flags.months ? 60 : 1000;
const seriesCount = Number(flags.series ?? (flags.months ? 10_000 : 1000));
const model = flags.model ?? (flags.months ? "auto" : "mstl");
const pieceBytes = 65_536;

/** Daily or monthly, with a trend, a week or a year, and some unrest. */
function panelCsv(): Buffer {
  const file = Buffer.alloc(32 * rowsPerSeries * seriesCount + 1000);
  const season = flags.months ? 12 : 7;
  const dates = Array.from({ length: rowsPerSeries }, (_, row) =>
    new Date(flags.months ? Date.UTC(2018, row) : Date.UTC(2020, 0, 1 + row)).toISOString().slice(0, 10),
  );
  let at = file.write("unique_id,ds,y\n");
  for (let series = 0; series < seriesCount; series++) {
    for (let row = 0; row < rowsPerSeries; row++) {
      const wave = 10 * Math.sin((2 * Math.PI * row) / season);
      const y = 100 + row * 0.01 + wave + 5 * Math.sin(series * row * row);
      at += file.write(`S${series},${dates[row]!},${y.toFixed(3)}\n`, at);
    }
  }
  return file.subarray(0, at);
}

function* pieces(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length; at += pieceBytes) yield file.subarray(at, at + pieceBytes);
}

const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
const memory = () =>
  `${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB, at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)}`;

async function measure(what: string, action: () => number | Promise<number>): Promise<number> {
  const [all, own, startedAt] = [process.cpuUsage(), process.threadCpuUsage(), performance.now()];
  const series = await action();
  const wallMs = performance.now() - startedAt;
  const ownMs = milliseconds(process.threadCpuUsage(own));
  const restMs = milliseconds(process.cpuUsage(all)) - ownMs;
  console.log(
    `${what}: ${series} series in ${wallMs.toFixed(0)} ms; processor ${ownMs.toFixed(0)} ms here, ${restMs.toFixed(0)} ms elsewhere; ${memory()}`,
  );
  return wallMs;
}

const file = panelCsv();
console.log(`${(file.length / 1e6).toFixed(1)} MB, ${seriesCount * rowsPerSeries} rows; ${memory()}`);
await measure("read", async () => (await readDataset(file)).series.length);
await measure("read again", async () => (await readDataset(file)).series.length);
await measure("read in pieces", async () => {
  const reader = createDatasetReader();
  for (const piece of pieces(file)) reader.push(piece);
  return (await reader.finish()).series.length;
});

const entry = new URL("../../dist/image/worker.mjs", import.meta.url);
if (!existsSync(entry)) throw new Error("There is no dist/image: run npm run build first.");
const parameters = { model };

async function forecast(workers: number): Promise<number> {
  const pool = createWorkerPool({
    entry,
    maximumWorkers: workers,
    workerMemoryMegabytes: 256,
    clock: systemClock,
    onEvent: (event) => {
      if (event.type !== "ready") console.log(JSON.stringify(event));
    },
  });
  const limits = { timeoutMs: 600_000 };
  try {
    await Promise.all(Array.from({ length: workers }, () => pool.prepare(parameters, limits)));
    return await measure(`${model} on ${workers}`, async () => {
      const plan = await pool.prepare(parameters, limits);
      const reader = createDatasetReader(plan.choice);
      for (const piece of pieces(file)) reader.push(piece);
      const result = await forecastDataset(await reader.finish(), plan, parameters, {
        forecaster: pool,
        clock: systemClock,
        settings: { maximumWorkers: workers, seriesTimeoutMs: 60_000 },
        signal: undefined,
        deadline: systemClock.now() + 3_600_000,
      });
      if (result.kind === "rejection") throw new Error(result.rejection.message);
      return result.prediction.series!.count - result.prediction.series!.failed.length;
    });
  } finally {
    await pool.close();
  }
}

const one = await forecast(1);
const two = await forecast(2);
console.log(`two workers are ${(one / two).toFixed(2)} times as fast as one, reading included`);
