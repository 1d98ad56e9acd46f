// What each chunk is asked for, and when; the forecaster is a plain stand-in.
import { describe, expect, it } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import type { Plan } from "../../../../src/model/predict/plan.ts";
import type { Dataset, Series } from "../../../../src/model/series/dataset.ts";
import type { SeriesOutcome } from "../../../../src/model/series/forecast-table.ts";
import { forecastDataset } from "../../../../src/runtime/forecast/forecast-dataset.ts";
import { ForecasterError, type ForecastLimits } from "../../../../src/runtime/forecast/forecaster.ts";
import { settings } from "../fakes.ts";

const plan: Plan = { choice: {}, levels: [], model: "m", modelVersion: "1", parameters: {}, warnings: [] };

interface Asked extends ForecastLimits {
  ids: string[];
  faults: (string | undefined)[];
}

/** Each series has one row, whose fallback is counted as 0.304 ms. */
async function start(
  ids: string[],
  more: { deadline?: number; seriesTimeoutMs?: number; rows?: number } = {},
) {
  const { deadline = 60_000, seriesTimeoutMs = 100_000, rows = 1 } = more;
  const dataset = await readDataset(
    Buffer.from(`id,ds,y\n${ids.map((id) => `${id},2024-01-01,1\n`).join("")}`),
    {
      id: ["id"],
    },
  );
  const time = { now: 0 };
  const asked: Asked[] = [];
  let answer: (asked: Asked) => void = () => {};
  const made = (series: Series): SeriesOutcome => ({
    rows,
    model: series.fault === undefined ? "m" : "fallback",
    frequency: "D",
    fault: series.fault,
    warnings: [],
    heaviest: undefined,
  });
  const run = (onAsk?: typeof answer, signal?: AbortSignal) => {
    answer = onAsk ?? answer;
    return forecastDataset(
      dataset,
      plan,
      {},
      {
        forecaster: {
          prepare: async () => plan,
          forecast: async ({ chunk }, limits) => {
            const { series } = chunk as Dataset;
            const one = {
              ids: series.map(({ id }) => id[0]!),
              faults: series.map(({ fault }) => fault?.code),
              ...limits,
            };
            asked.push(one);
            answer(one);
            return { csv: new Uint8Array(0), outcomes: series.map(made) };
          },
        },
        clock: { now: () => time.now, sleep: async () => {} },
        settings: { ...settings, maximumWorkers: 1, seriesTimeoutMs },
        signal,
        deadline,
      },
    );
  };
  return { run, asked, time };
}

const died = () => new ForecasterError("forecast.worker-died", "it died");
const late = () => new ForecasterError("forecast.timed-out", "it took too long");

describe("the time of a chunk", () => {
  it("is what is left after ten seconds for writing and the fallbacks of all", async () => {
    const { run, asked } = await start(["a"]);
    const { signal } = new AbortController();
    await run(undefined, signal);
    expect(asked).toMatchObject([{ timeoutMs: 60_000, signal }]);
    expect(asked[0]!.runMs).toBeCloseTo(60_000 - 10_000 - 0.304, 6);
  });

  it("keeps a quarter for writing when there is little, and has the limit of a series", async () => {
    const { run, asked } = await start(["a"], { deadline: 20_000 });
    await run();
    expect(asked[0]!.runMs).toBeCloseTo(15_000 - 0.304, 6);
    const short = await start(["a"], { seriesTimeoutMs: 400 });
    await short.run();
    expect(short.asked[0]!.runMs).toBe(400);
  });

  it("grows by that of the fallbacks that are no longer needed", async () => {
    const { run, asked } = await start(["a", "b"]);
    await run();
    expect(asked.map(({ ids }) => ids)).toEqual([["a"], ["b"]]);
    expect(asked[1]!.runMs! - asked[0]!.runMs!).toBeCloseTo(0.304, 6);
  });

  it("is that of the whole file for fallbacks", async () => {
    const { run, asked, time } = await start(["a"]);
    time.now = 0;
    await run(({ faults }) => {
      time.now = 55_000;
      if (faults[0] === undefined) throw late();
    });
    expect(asked.map(({ faults }) => faults[0])).toEqual([undefined, "forecast.timed-out"]);
    expect(asked[1]).toMatchObject({ timeoutMs: 5000, runMs: 5000 });
  });
});

describe("a chunk that fails", () => {
  it("is tried once more by its model when the worker died, then by the fallback, then not at all", async () => {
    const { run, asked } = await start(["a", "b"]);
    const forecast = await run(({ ids }) => {
      if (ids.includes("a")) throw died();
    });
    expect(asked.map(({ ids, faults }) => [...ids, ...faults])).toEqual([
      ["a", undefined],
      ["a", undefined],
      ["a", "forecast.worker-died"],
      ["b", undefined],
    ]);
    expect(forecast).toMatchObject({
      prediction: { rowsOut: 1, series: { count: 2, failed: [{ id: { id: "a" }, fallback: null }] } },
    });
  });

  it("is left to its fallback at once when it took too long alone", async () => {
    const { run, asked } = await start(["a"]);
    await run(({ faults }) => {
      if (faults[0] === undefined) throw late();
    });
    expect(asked.map(({ faults }) => faults[0])).toEqual([undefined, "forecast.timed-out"]);
  });

  it("fails the whole when the deadline has come, or when no series is to blame", async () => {
    const over = await start(["a"]);
    const error = died();
    const fail = () => {
      over.time.now = 60_000;
      throw error;
    };
    await expect(over.run(fail)).rejects.toBe(error);
    expect(over.asked).toHaveLength(1);
    const other = await start(["a"]);
    const gone = new ForecasterError("forecast.aborted", "given up");
    await expect(
      other.run(() => {
        throw gone;
      }),
    ).rejects.toBe(gone);
    expect(other.asked).toHaveLength(1);
  });

  it("fails the whole when the deadline comes during its second try", async () => {
    const { run, asked, time } = await start(["a"]);
    const fail = () => {
      if (asked.length === 2) time.now = 60_000;
      throw died();
    };
    await expect(run(fail)).rejects.toMatchObject({ code: "forecast.worker-died" });
    expect(asked).toHaveLength(2);
  });
});

describe("forecasts with very many rows", () => {
  it("are refused beyond two million for all series together", async () => {
    await expect((await start(["a", "b"], { rows: 1_000_000 })).run()).resolves.toMatchObject({
      kind: "prediction",
    });
    await expect((await start(["a", "b"], { rows: 1_000_001 })).run()).rejects.toMatchObject({
      code: "parameter.horizon",
      message: "The forecasts of all series together have more than 2000000 rows.",
    });
  });
});
