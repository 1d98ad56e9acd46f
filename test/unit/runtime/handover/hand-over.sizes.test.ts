// Inputs of half the time that a delivery has up to six times of it, by a model that takes exactly as long as it is told.
import { describe, expect, it } from "vitest";
import { deliver } from "../../../../src/runtime/delivery/delivery.ts";
import "../../../../src/runtime/forecast/forecast-input.ts";
import { createEstimator, type Estimator } from "../../../../src/runtime/handover/estimator.ts";
import { jobsPrefix } from "../../../../src/core/job/job-contract.ts";
import { runOrder } from "../../../../src/runtime/job/run-order.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import { slowForecaster } from "../../../support/slow-forecaster.ts";
import { virtualClock } from "../../../support/virtual-clock.ts";
import { FakeJobs, MemoryStore, settings, type LogLine } from "../fakes.ts";

const limitMs = 540_000;
const workers = 2;
const [input, output] = [settings.inputBucket, settings.outputBucket];

/** Knows what the model takes. */
const knowing = (seriesMs: number): Estimator => ({
  estimate: (_model, series) => ({ ms: series.length * seriesMs, isGuess: false }),
  learn: () => {},
});

function csvOf(series: number): string {
  const ids = Array.from({ length: series }, (_, i) => (series === 1 ? "" : `s${i},`));
  const lines = ids.flatMap((id, i) => [`${id}2026-01-01,${i}\n`, `${id}2026-01-02,${i + 1}\n`]);
  return `${series === 1 ? "" : "id,"}ds,y\n${lines.join("")}`;
}

/** One input of so many times the limit through the service, and through its job where it is handed over. */
async function forecastOne({
  times,
  series,
  estimatorOf,
  limit = limitMs,
}: {
  times: number;
  series: number;
  estimatorOf: (seriesMs: number) => Estimator;
  limit?: number;
}) {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const seriesMs = series === 1 ? times * limitMs : (times * limitMs * workers) / series;
  const store = new MemoryStore();
  const lines: LogLine[] = [];
  const log = createLogger({
    write: (line) => lines.push(JSON.parse(line) as LogLine),
    clock,
    project: "demo",
  });
  const fits = new Map<string, number>();
  const onFit = (id: string) => fits.set(id, (fits.get(id) ?? 0) + 1);
  const machine = () => slowForecaster({ clock, workers, seriesMs, onFit });
  const more = { maximumWorkers: workers, maximumInputBytes: 1e6 };
  const { generation } = store.put(input, "a.csv", csvOf(series));
  const jobs = new FakeJobs();
  let ended: Promise<unknown> = Promise.resolve();
  const run = jobs.run.bind(jobs);
  jobs.run = async (request) => {
    const execution = await run(request);
    const own = { ...settings, ...more, forecastTimeoutMs: 40 * limitMs };
    const order = request.env["WORK_ORDER"]!.slice(`gs://${output}/`.length);
    ended = clock
      .sleep(5000)
      .then(() =>
        runOrder(
          { order, execution, index: 0, count: 1, isLastTry: false, isHelper: false },
          { store, clock, forecaster: machine(), settings: own, estimator: estimatorOf(seriesMs) },
          log,
          new AbortController().signal,
        ),
      );
    return execution;
  };
  const startedAt = clock.now();
  const outcome = await clock.until(
    deliver(
      { eventType: "OBJECT_FINALIZE", bucket: input, name: "a.csv", generation, messageId: "1" },
      {
        store,
        clock,
        forecaster: machine(),
        settings: { ...settings, ...more, forecastTimeoutMs: limit },
        estimator: estimatorOf(seriesMs),
        ...(limit === limitMs && { jobs }),
      },
      log,
    ),
  );
  const tookMs = clock.now() - startedAt;
  await clock.until(ended);
  const left = [...store.objects.keys()].filter((name) => name.startsWith(`${output}/${jobsPrefix}`));
  return { outcome, tookMs, jobs, left, lines, fits: [...fits.values()], writes: store.writes };
}

/** Who knows the model does not begin; who sees it on the way does not wait for the end. */
function patienceMs(estimator: string, times: number, series: number): number {
  if (times === 0.5) return limitMs;
  if (estimator === "that knows the model") return 1000;
  return times === 6 && series > 1 ? 0.25 * limitMs : limitMs;
}

const estimators = {
  "that knows the model": knowing,
  "that knows nothing of the model": () => createEstimator(),
  "that is far too hopeful": (seriesMs: number) => knowing(seriesMs / 20),
};

describe.each(Object.entries(estimators))("with an estimate %s", (name, estimatorOf) => {
  it.each([
    { times: 0.5, series: 400 },
    { times: 0.95, series: 400 },
    { times: 1.1, series: 400 },
    { times: 6, series: 400 },
    { times: 0.5, series: 1 },
    { times: 0.95, series: 1 },
    { times: 1.1, series: 1 },
    { times: 6, series: 1 },
  ])("an input of $times times the limit in $series series", async ({ times, series }) => {
    const { outcome, tookMs, jobs, left, fits, writes } = await forecastOne({ times, series, estimatorOf });
    const without = await forecastOne({ times, series, estimatorOf, limit: 40 * limitMs });

    expect(fits).toEqual(Array.from({ length: series }, () => 1));
    expect(writes).toEqual(without.writes);
    expect(writes).toHaveLength(1);
    expect(left).toEqual([]);
    expect(outcome.kind).toBe(times === 0.5 ? "predicted" : "handed-over");
    expect(jobs.started).toHaveLength(times === 0.5 ? 0 : 1);
    expect(tookMs).toBeLessThan(patienceMs(name, times, series));
  });
});
