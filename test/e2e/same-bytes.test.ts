// The built worker, on one thread and on two, beside the sources. main-job.test.ts and the docker test go on to the service.
import { expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { createWorkerPool } from "../../src/runtime/workers/worker-pool.ts";
import { forecastOn } from "../support/predict-file.ts";
import { forecastsOfSources, sameBytesInput } from "../support/same-bytes.ts";

const forecasts = await forecastsOfSources();

it.each([1, 2])("gives the sources' bytes for every model, on %d worker(s)", async (maximumWorkers) => {
  const pool = createWorkerPool({
    entry: new URL("../../dist/image/worker.mjs", import.meta.url),
    maximumWorkers,
    workerMemoryMegabytes: 512,
    clock: systemClock,
    onEvent: () => {},
  });
  const input = new TextEncoder().encode(sameBytesInput);
  try {
    // In another order than the sources', so that what ran before differs too.
    const turned = forecasts.toReversed();
    const answers = await Promise.all(
      turned.map(({ parameters }) => forecastOn(pool, input, parameters, { timeoutMs: 60_000 })),
    );
    const csvs = answers.map(({ csv }) => csv);
    expect(csvs).toEqual(turned.map(({ csv }) => csv.slice(csv.indexOf("\n") + 1)));
    expect(new Set(csvs).size).toBe(forecasts.length);
  } finally {
    await pool.close();
  }
});
