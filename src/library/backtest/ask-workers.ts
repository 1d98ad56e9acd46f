// The windows of every model, forecast by worker threads that run the very code of the container.
import type { InputFault } from "../../core/contract.ts";
import pMap from "p-map";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Clock } from "../../core/clock.ts";
import type { BacktestPlan } from "../../model/backtest/plan-backtest.ts";
import { dayStyle } from "../../model/csv/parse-date.ts";
import { readForecasts } from "../../model/csv/read-forecast.ts";
import { forecastHeader } from "../../model/csv/write-forecast.ts";
import { InputError } from "../../model/input-error.ts";
import type { PointsAndBands } from "../../model/backtest/score.ts";
import { ForecasterError } from "../../runtime/forecast/forecaster.ts";
import { createWorkerPool, type WorkerPool } from "../../runtime/workers/worker-pool.ts";
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
  pool: Pick<WorkerPool, "prepare" | "forecast">;
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
      const { chunk, parameters } = window.request();
      const limits = { timeoutMs, signal };
      const { modelVersion } = await pool.prepare(parameters, limits);
      const { csv, outcomes } = await pool.forecast({ chunk, parameters }, limits);
      const { fault, warnings } = outcomes[0]!;
      answers[model]![at] =
        fault === undefined
          ? { kind: "forecast", forecast: pointsOf(csv, plan), modelVersion, warnings, seconds: seconds() }
          : failed(fault, seconds());
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ForecasterError || error instanceof InputError)) throw error;
      const {
        code,
        message,
        fix = "Leave the model out of --models, or give it more time with --timeout.",
      } = error;
      answers[model]![at] = failed({ code, message, fix }, seconds());
    }
    onAnswer();
  };
  await pMap(jobs, ask, { concurrency: options.parallel });
  return answers;
}

/** Without its line and column, which are those of a window and not of the file. */
const failed = ({ code, message, fix }: InputFault, seconds: number): Answer => ({
  kind: "failed",
  error: { code, message, fix },
  seconds,
});

const anyDate = () => ({ wall: 0, offset: 0, style: dayStyle });

function pointsOf(lines: Uint8Array, { levels }: BacktestPlan): PointsAndBands {
  const csv = forecastHeader(levels, []) + Buffer.from(lines).toString();
  // Whose dates they are is known: those of the window.
  const { yhat, bands } = readForecasts(csv, [], 1, anyDate)[0]!;
  return { yhat, bands: levels.map((level, index) => ({ level, ...bands[index]! })) };
}
