// Many fits of every model in the service's own worker threads, hostile series mixed in. `npm run test:models` runs
// ten thousand of each; here every series meets every
// model twice.
import { expect, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { modelDescriptions } from "../../../src/model/model-descriptions.ts";
import { createWorkerPool } from "../../../src/runtime/worker-pool.ts";
import type { PoolEvent } from "../../../src/runtime/worker-pool.ts";
import { bytes, dailyCsv } from "./support.ts";

const fitsPerModel = Number(process.env["CLOUD_RUNNER_FITS"] ?? 13);
const minutes = 60_000;

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

test(
  `${fitsPerModel} fits of every model neither crash nor hang nor drift, and memory stays bounded`,
  { timeout: (2 + fitsPerModel / 50) * minutes },
  async () => {
    const events: PoolEvent[] = [];
    const options = {
      entry: new URL("../../../src/runtime/worker.ts", import.meta.url),
      clock: systemClock,
      workerMemoryMegabytes: 512,
      onEvent: (event: PoolEvent) => events.push(event),
    };
    const pool = createWorkerPool({ ...options, maximumWorkers: 2 });
    const single = createWorkerPool({ ...options, maximumWorkers: 1 });
    const inputs = Object.entries(hostile).map(([name, csv]) => ({ name, input: bytes(csv) }));
    const limits = { timeoutMs: 5 * minutes };
    const answer = (of: typeof pool, model: string, input: Uint8Array) =>
      of.forecast({ input, parameters: { model, horizon: 10 } }, limits);
    try {
      for (const { name: model } of modelDescriptions) {
        // One thread that has seen nothing but this.
        const first = new Map<string, unknown>();
        for (const { name, input } of inputs) first.set(name, await answer(single, model, input));
        let fits = 0;
        while (fits < fitsPerModel) {
          const answers = await Promise.all(inputs.map(({ input }) => answer(pool, model, input)));
          for (const [i, { name }] of inputs.entries()) {
            expect(answers[i], `${model}: ${name}`).toEqual(first.get(name));
          }
          fits += inputs.length;
        }
        for (const name of ["usual", "longer", "zeros", "constant", "gappy", "missing", "intermittent"]) {
          expect(first.get(name), `${model}: ${name}`).toMatchObject({ kind: "prediction" });
        }
      }
      expect(events.filter(({ type }) => type === "died" || type === "stopped")).toEqual([]);
      expect(process.memoryUsage().rss).toBeLessThan(900 * 2 ** 20);
    } finally {
      await Promise.all([pool.close(), single.close()]);
    }
  },
);
