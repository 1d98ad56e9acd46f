// Many fits of every model in the service's own worker threads, hostile series mixed in, beside the same fits in a fresh
// process. `npm run test:models` runs ten thousand of each; here every series meets every model once more.
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { modelDescriptions } from "../../../src/model/parameters/model-descriptions.ts";
import { createWorkerPool, type PoolEvent } from "../../../src/runtime/workers/worker-pool.ts";
import type { Job } from "./predict/forecast-process.ts";
import { forecastOn } from "../../support/predict-file.ts";
import { bytes, dailyCsv } from "./support.ts";

const fitsPerModel = Number(process.env["CLOUD_RUNNER_FITS"] ?? 13);
const isLong = fitsPerModel > 100;
const minutes = 60_000;
/** Of the whole process: the test's own thread and two workers. */
const mostMemory = 900 * 2 ** 20;

const many = (length: number, value: (row: number) => number | string) =>
  dailyCsv(Array.from({ length }, (_, row) => value(row)));

const hostile: Record<string, string> = {
  usual: many(60, (row) => 100 + row / 2 + 10 * Math.sin(row) + (row % 7)),
  longer: many(150, (row) => 50 + 20 * Math.sin(row / 20) + ((row * 37) % 11)),
  zeros: many(30, () => 0),
  constant: many(30, () => 5),
  tiny: many(30, (row) => 5e-324 * ((row % 5) + 1)),
  huge: many(30, (row) => 1e300 * ((row % 5) + 1)),
  short: many(4, (row) => row % 3),
  gappy: many(90, (row) => (row % 3 === 1 || (row > 30 && row < 50) ? "" : row % 7)),
  missing: many(40, (row) => (row % 4 === 0 ? "NaN" : row % 5)),
  intermittent: many(60, (row) => (row % 9 === 0 ? 1 + (row % 4) : 0)),
  "one value among zeros": many(40, (row) => (row === 20 ? 1 : 0)),
  spike: many(40, (row) => (row === 35 ? 1e12 : row % 3)),
  negative: many(60, (row) => -1000 + row * Math.sin(row)),
};

async function inFreshProcess(jobs: readonly Job[]): Promise<unknown[]> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("./predict/forecast-process.ts", import.meta.url))],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  child.stdin.end(JSON.stringify(jobs));
  return JSON.parse(await text(child.stdout)) as unknown[];
}

test(
  `${fitsPerModel} fits of every model neither crash nor hang nor drift, and memory stays bounded`,
  { timeout: (2 + fitsPerModel / 50) * minutes },
  async () => {
    const events: PoolEvent[] = [];
    const pool = createWorkerPool({
      entry: new URL("../../../src/runtime/worker.ts", import.meta.url),
      clock: systemClock,
      workerMemoryMegabytes: 512,
      maximumWorkers: 2,
      onEvent: (event) => events.push(event),
    });
    const ended = () => events.filter(({ type }) => type !== "ready").length;
    const inputs = Object.entries(hostile).map(([name, csv]) => ({ name, input: bytes(csv) }));
    const limits = { timeoutMs: 5 * minutes };
    const horizon = 10;
    try {
      const models = modelDescriptions.map(({ name }) => name);
      const fresh = await inFreshProcess(
        models.flatMap((model) =>
          Object.values(hostile).map((csv) => ({ csv, parameters: { model, horizon } })),
        ),
      );
      for (const [at, model] of models.entries()) {
        const first = new Map(inputs.map(({ name }, i) => [name, fresh[at * inputs.length + i]]));
        const before = process.cpuUsage();
        let fits = 0;
        while (fits < fitsPerModel) {
          const answers = await Promise.all(
            inputs.map(({ input }) => forecastOn(pool, input, { model, horizon }, limits)),
          );
          for (const [i, { name }] of inputs.entries()) {
            expect(answers[i], `${model}: ${name}`).toEqual(first.get(name));
          }
          fits += inputs.length;
          expect(process.memoryUsage().rss, `memory with ${model}`).toBeLessThan(mostMemory);
        }
        if (isLong) {
          const { user, system } = process.cpuUsage(before);
          const perFit = (user + system) / 1000 / fits;
          const megabytes = process.memoryUsage().rss / 2 ** 20;
          process.stderr.write(
            `${model}: ${fits} fits, ${perFit.toFixed(1)} ms of processor time each, ${megabytes.toFixed(0)} MB, ${ended()} workers replaced\n`,
          );
        }
        for (const name of ["usual", "longer", "zeros", "constant", "gappy", "missing", "intermittent"]) {
          expect(first.get(name), `${model}: ${name}`).toMatchObject({ outcome: { rows: horizon } });
        }
      }
      expect(events.filter(({ type }) => type === "died" || type === "stopped")).toEqual([]);
    } finally {
      await pool.close();
    }
  },
);
