// A model that takes as long as it is told, on worker threads that are not there. It counts what it has made.
import type { Clock } from "../../src/core/clock.ts";
import type { Forecasts, Plan } from "../../src/model/predict/plan.ts";
import type { Dataset } from "../../src/model/series/dataset.ts";
import {
  ForecasterError,
  type ForecastJob,
  type ForecastLimits,
  type Forecaster,
} from "../../src/runtime/forecast/forecaster.ts";

export interface SlowForecasterOptions {
  clock: Clock;
  workers: number;
  /** What one series takes. */
  seriesMs: number;
  /** Called for each series that is forecast, with its id. */
  onFit: (id: string) => void;
}

/** The forecast of a series is its last value, and its id where it has one. */
export function slowForecaster({ clock, workers, seriesMs, onFit }: SlowForecasterOptions): Forecaster {
  let free = workers;
  const waiting: (() => void)[] = [];
  const take = async (signal: AbortSignal): Promise<void> => {
    if (free > 0) free--;
    else
      await new Promise<void>((resolve, reject) => {
        const stop = () => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(signal.reason as Error);
        };
        const go = () => {
          signal.removeEventListener("abort", stop);
          resolve();
        };
        waiting.push(go);
        signal.addEventListener("abort", stop, { once: true });
      });
  };
  const give = () => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };

  return {
    async prepare(): Promise<Plan> {
      return { choice: {}, levels: [], model: "slow", modelVersion: "1", parameters: {}, warnings: [] };
    },

    async forecast({ chunk }: ForecastJob, { timeoutMs, runMs = Infinity, signal }: ForecastLimits) {
      const { series, idColumns } = chunk as Dataset;
      const started = clock.now();
      const late = new AbortController();
      const over = new AbortController();
      const onAbort = () => late.abort(new ForecasterError("forecast.aborted", "It was given up."));
      signal?.addEventListener("abort", onAbort);
      clock.sleep(timeoutMs, over.signal).then(
        () => late.abort(new ForecasterError("forecast.not-started", "No worker became free in time.")),
        () => {},
      );
      try {
        await take(late.signal);
      } finally {
        over.abort(new Error("over"));
        signal?.removeEventListener("abort", onAbort);
      }
      try {
        const until = Math.min(clock.now() + runMs, started + timeoutMs);
        for (const { id } of series) {
          await clock.sleep(Math.min(seriesMs, until - clock.now()), signal);
          if (clock.now() >= until) throw new ForecasterError("forecast.timed-out", "It took too long.");
          onFit(idColumns.length === 0 ? "" : id.join());
        }
      } finally {
        give();
      }
      const made: Forecasts<Uint8Array> = {
        csv: Buffer.from(
          series.map(({ id, y }) => `${[...id, "2030-01-01", y.at(-1)!].join(",")}\n`).join(""),
        ),
        outcomes: series.map(() => ({
          rows: 1,
          model: "slow",
          frequency: "D",
          fault: undefined,
          warnings: [],
          heaviest: undefined,
        })),
      };
      return made;
    },
  };
}
