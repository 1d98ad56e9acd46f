// The windows of every model, forecast by worker threads that run the very code of the container.
import type { InputFault } from "../../core/contract.ts";
import pMap from "p-map";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Clock } from "../../core/clock.ts";
import type { BacktestPlan } from "../../model/backtest/plan-backtest.ts";
import { readForecast } from "../../model/backtest/read-forecast.ts";
import type { PointsAndBands } from "../../model/backtest/score.ts";
import { ForecasterError } from "../../runtime/forecast/forecaster.ts";
import { createWorkerPool } from "../../runtime/workers/worker-pool.ts";
import type { WorkerPool } from "../../runtime/workers/worker-pool.ts";
import { imageDigest, imageFolder } from "../local-cloud/build-id.ts";

export interface Forecasted {
  kind: "forecast";
  forecast: PointsAndBands;
  modelVersion: string;
  warnings: string[];
  /** Of the worker: reading, fitting, writing. */
  seconds: number;
}

export type Answer = Forecasted | { kind: "failed"; error: InputFault; seconds: number };

export interface AskOptions {
  pool: Pick<WorkerPool, "forecast">;
  /** Forecasts at once; as many workers are warm, so that none waits. */
  parallel: number;
  /** For one forecast. */
  timeoutMs: number;
  clock: Clock;
  signal: AbortSignal;
  onAnswer: () => void;
}

export function startWorkers(
  packageFolder: string,
  options: { parallel: number; clock: Clock; onDied: (message: string) => void },
): WorkerPool {
  // Throws where the package is not built.
  imageDigest(packageFolder);
  return createWorkerPool({
    entry: pathToFileURL(join(imageFolder(packageFolder), "worker.mjs")),
    maximumWorkers: options.parallel,
    workerMemoryMegabytes: 2048,
    clock: options.clock,
    onEvent: (event) => {
      if (event.type === "died") options.onDied(event.message);
    },
  });
}

/** For each model of the plan an answer a window. */
export async function askWorkers(plan: BacktestPlan, options: AskOptions): Promise<Answer[][]> {
  const { pool, timeoutMs, clock, signal, onAnswer } = options;
  const answers = plan.models.map((): Answer[] => []);
  const jobs = plan.models.flatMap(({ windows }, model) =>
    windows.map((window, at) => ({ window, model, at })),
  );
  const ask = async ({ window, model, at }: (typeof jobs)[number]): Promise<void> => {
    signal.throwIfAborted();
    const startedAt = clock.now();
    const seconds = () => (clock.now() - startedAt) / 1000;
    try {
      const answer = await pool.forecast(window.request(), { timeoutMs, signal });
      if (answer.kind === "rejection") {
        // Its place is one in the window's own file, which nobody sees.
        const { code, message, fix } = answer.rejection;
        answers[model]![at] = { kind: "failed", error: { code, message, fix }, seconds: seconds() };
      } else {
        const { csv, modelVersion, warnings } = answer.prediction;
        const forecast = readForecast(csv, plan.levels);
        answers[model]![at] = { kind: "forecast", forecast, modelVersion, warnings, seconds: seconds() };
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ForecasterError)) throw error;
      const { code, message } = error;
      const fix = "Leave the model out of --models, or give it more time with --timeout.";
      answers[model]![at] = { kind: "failed", error: { code, message, fix }, seconds: seconds() };
    }
    onAnswer();
  };
  await pMap(jobs, ask, { concurrency: options.parallel });
  return answers;
}
