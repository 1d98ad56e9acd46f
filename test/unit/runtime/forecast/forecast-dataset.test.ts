import { afterEach, describe, expect, it } from "vitest";
import { systemClock, type Clock } from "../../../../src/core/clock.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import type { Plan } from "../../../../src/model/predict/plan.ts";
import type { Answer } from "../../../../src/model/predict/prediction.ts";
import { forecastDataset } from "../../../../src/runtime/forecast/forecast-dataset.ts";
import {
  createWorkerPool,
  type PoolEvent,
  type WorkerPool,
} from "../../../../src/runtime/workers/worker-pool.ts";
import { settings } from "../fakes.ts";

const pools: WorkerPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

interface More {
  entry?: string;
  workers?: number;
  seriesTimeoutMs?: number;
  clock?: Clock;
  /** Before each chunk. */
  onAsk?: () => void;
}

function startPool({ entry = "../workers/tiny-worker.ts", workers = 1 }: More) {
  const events: PoolEvent[] = [];
  const pool = createWorkerPool({
    entry: new URL(entry, import.meta.url),
    maximumWorkers: workers,
    workerMemoryMegabytes: 256,
    clock: systemClock,
    onEvent: (event) => events.push(event),
  });
  pools.push(pool);
  return { pool, died: () => events.filter(({ type }) => type === "died").length };
}

const tinyPlan: Plan = {
  choice: {},
  levels: [],
  model: "tiny",
  modelVersion: "tiny 1",
  parameters: { model: "tiny" },
  warnings: [],
};

/** What tiny-worker.ts does with each series: one command for its model, one for its fallback. */
async function forecastOf(commands: [model: string, fallback: string][], more: More = {}) {
  const { pool, died } = startPool(more);
  const rows = commands.map(([model, fallback]) => `${model},${fallback},2024-01-01,1\n`);
  const panel = await readDataset(Buffer.from(`model,back,ds,y\n${rows.join("")}`), {
    id: ["model", "back"],
  });
  const { workers = 1, seriesTimeoutMs = 20_000, clock = systemClock, onAsk } = more;
  const forecast = await forecastDataset(
    panel,
    tinyPlan,
    {},
    {
      forecaster: {
        ...pool,
        forecast(...asked) {
          onAsk?.();
          return pool.forecast(...asked);
        },
      },
      clock,
      settings: { ...settings, maximumWorkers: workers, seriesTimeoutMs },
      signal: undefined,
      deadline: clock.now() + 60_000,
    },
  );
  return { forecast, died, lines: csvOf(forecast).trimEnd().split("\n").slice(1) };
}

function csvOf(forecast: Answer): string {
  if (forecast.kind === "rejection") throw new Error(forecast.rejection.message);
  return Buffer.from(forecast.prediction.csv).toString();
}

const failed = (forecast: Answer) =>
  forecast.kind === "prediction"
    ? forecast.prediction.series!.failed.map(({ id, code, fallback }) => [id["model"], code, fallback])
    : [];

describe("a panel on worker threads", () => {
  it("keeps the order of the input, however many work on it", async () => {
    const commands = Array.from({ length: 40 }, (_, index): [string, string] => [`s${index}`, "ok"]);
    const { lines } = await forecastOf(commands, { workers: 2 });
    expect(lines).toEqual(commands.map(([model]) => `${model} ok,tiny`));
  });

  it("lets only the guilty series fall back when a worker dies, and says where it is in the file", async () => {
    const { forecast, lines, died } = await forecastOf([
      ["a", "ok"],
      ["trap", "ok"],
      ["c", "ok"],
    ]);
    expect(lines).toEqual(["a ok,tiny", "trap ok,fallback", "c ok,tiny"]);
    expect(forecast).toMatchObject({
      prediction: {
        series: {
          count: 3,
          failed: [
            {
              id: { model: "trap", back: "ok" },
              code: "forecast.worker-died",
              line: 3,
              column: 1,
              fix: expect.any(String) as string,
              fallback: "fallback",
            },
          ],
        },
      },
    });
    // It gets a second try alone.
    expect(died()).toBe(2);
  });

  it("lets a series fall back that takes too long, and writes no rows when that does too", async () => {
    const { forecast, lines } = await forecastOf(
      [
        ["a", "ok"],
        ["spin", "ok"],
        ["spin", "spin"],
      ],
      { seriesTimeoutMs: 400 },
    );
    expect(lines).toEqual(["a ok,tiny", "spin ok,fallback"]);
    expect(failed(forecast)).toEqual([
      ["spin", "forecast.timed-out", "fallback"],
      ["spin", "forecast.timed-out", null],
    ]);
  });

  it("has fallbacks only for what is left when the time is nearly up", async () => {
    let asked = 0;
    // The fourth and last chunk comes when all but five seconds are over.
    const clock: Clock = {
      now: () => (asked < 3 ? 0 : 55_000),
      sleep: (ms, signal) => systemClock.sleep(ms, signal),
    };
    const commands = Array.from({ length: 8 }, (_, index): [string, string] => [`s${index}`, "ok"]);
    const { forecast, lines } = await forecastOf(commands, { clock, onAsk: () => asked++ });
    expect(lines).toHaveLength(8);
    expect(lines.slice(0, 6)).toEqual(commands.slice(0, 6).map(([model]) => `${model} ok,tiny`));
    expect(lines.slice(6)).toEqual(["s6 ok,fallback", "s7 ok,fallback"]);
    expect(failed(forecast)).toEqual([
      ["s6", "forecast.timed-out", "fallback"],
      ["s7", "forecast.timed-out", "fallback"],
    ]);
  });

  it("rejects a file of which no series gets any forecast", async () => {
    const { pool } = startPool({});
    const panel = await readDataset(Buffer.from("id,back,ds,y\nspin,spin,2024-01-01,1\n"), {
      id: ["id", "back"],
    });
    const forecast = await forecastDataset(
      panel,
      tinyPlan,
      {},
      {
        forecaster: pool,
        clock: systemClock,
        settings: { ...settings, seriesTimeoutMs: 100 },
        signal: undefined,
        deadline: systemClock.now() + 60_000,
      },
    );
    expect(forecast).toMatchObject({ kind: "rejection", rejection: { code: "forecast.timed-out" } });
  });

  it("gives up as a whole when the caller does", async () => {
    const { pool } = startPool({});
    const panel = await readDataset(Buffer.from("id,ds,y\nspin,2024-01-01,1\nb,2024-01-01,1\n"), {
      id: ["id"],
    });
    const forecast = forecastDataset(
      panel,
      tinyPlan,
      {},
      {
        forecaster: pool,
        clock: systemClock,
        settings,
        signal: AbortSignal.timeout(100),
        deadline: systemClock.now() + 60_000,
      },
    );
    await expect(forecast).rejects.toMatchObject({ code: "forecast.aborted" });
  });
});

it("gives the same bytes on one worker and on several, and those of files of one series", async () => {
  const ids = ["a", "b, the second", 'c "quoted"', "d", "é"];
  const values = (series: number) =>
    Array.from({ length: 40 + series }, (_, day) => 50 + series + 10 * Math.sin(day * (series + 1)));
  const date = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
  const cell = (id: string) => `"${id.replaceAll('"', '""')}"`;
  // One row of each series after the other.
  const rows = Array.from({ length: 45 }, (_, day) =>
    ids.flatMap((id, series) => {
      const y = values(series)[day];
      return y === undefined ? [] : [`${cell(id)},${date(day)},${y}\n`];
    }),
  ).flat();
  const parameters = { model: "theta", horizon: 3, interval: "0.8,0.95" };
  const limits = { timeoutMs: 20_000 };
  const { pool } = startPool({ entry: "../../../../src/runtime/worker.ts", workers: 2 });
  const onWorkers = async (text: string, workers: number) => {
    const plan = await pool.prepare(parameters, limits);
    const forecast = await forecastDataset(
      await readDataset(Buffer.from(text), plan.choice),
      plan,
      parameters,
      {
        forecaster: pool,
        clock: systemClock,
        settings: { ...settings, maximumWorkers: workers },
        signal: undefined,
        deadline: systemClock.now() + 20_000,
      },
    );
    return csvOf(forecast);
  };

  const panel = `unique_id,ds,y\n${rows.join("")}`;
  const csv = await onWorkers(panel, 1);
  expect(await onWorkers(panel, 2)).toBe(csv);

  const [header, ...lines] = csv.trimEnd().split("\n");
  const bands = "prediction_lower,prediction_upper,prediction_lower_95,prediction_upper_95";
  expect(header).toBe(`date,prediction,${bands},unique_id,model`);
  for (const [series, id] of ids.entries()) {
    const file = `ds,y\n${values(series)
      .map((y, day) => `${date(day)},${y}\n`)
      .join("")}`;
    const one = await onWorkers(file, 2);
    const end = `,${/[",]/.test(id) ? cell(id) : id},theta`;
    expect(lines.slice(3 * series, 3 * series + 3)).toEqual(
      one
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line + end),
    );
  }
});
