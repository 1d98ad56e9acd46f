// Forecasts jobs from standard input, in a process that has done nothing before; for endurance.test.ts.
import { text } from "node:stream/consumers";
import { systemClock } from "../../../../src/core/clock.ts";
import type { ForecastJob } from "../../../../src/runtime/forecast/forecaster.ts";
import { createWorkerPool } from "../../../../src/runtime/workers/worker-pool.ts";
import { forecastOn } from "../../../support/predict-file.ts";

export interface Job {
  csv: string;
  parameters: ForecastJob["parameters"];
}

const jobs = JSON.parse(await text(process.stdin)) as Job[];
const pool = createWorkerPool({
  entry: new URL("../../../../src/runtime/worker.ts", import.meta.url),
  maximumWorkers: 1,
  workerMemoryMegabytes: 512,
  clock: systemClock,
  onEvent: () => {},
});
const answers = await Promise.all(
  jobs.map(({ csv, parameters }) =>
    forecastOn(pool, new TextEncoder().encode(csv), parameters, { timeoutMs: 300_000 }),
  ),
);
await pool.close();
process.stdout.write(JSON.stringify(answers));
