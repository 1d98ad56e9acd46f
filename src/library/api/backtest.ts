// `backtest` for programs: each file, each model, each window as plain data.
import type { InputFault } from "../../core/contract.ts";
import { runBacktest } from "../backtest/backtest.ts";
import { forecastsCsv } from "../backtest/forecasts-csv.ts";
import { backtestDocument } from "../backtest/report.ts";
import type { Scores } from "../../model/backtest/score.ts";
import { parameterNames, parametersOf, type ForecastParameters } from "./forecast-parameters.ts";
import { writeBacktestReport } from "../report/write-report.ts";
import { withSession, type NamesOf, type Options } from "./options.ts";
import { sourceOf, type Source } from "./sources.ts";

export interface BacktestOptions extends Options, Omit<ForecastParameters, "model"> {
  /** Models to try. Default: all that can take the file. */
  models?: readonly string[] | undefined;
  /** Windows to hold out, fewer where the history is short; 3 when absent. */
  windows?: number | undefined;
  /** Milliseconds for one forecast; 600 000 when absent. */
  timeoutMs?: number | undefined;
  /** Write a report of all that was found to this HTML file, which stands alone; nothing is written when absent. */
  report?: string | undefined;
}

const { model: _one, ...sharedNames } = parameterNames;
const ownNames: NamesOf<Omit<BacktestOptions, keyof Options>> = {
  ...sharedNames,
  models: true,
  windows: true,
  timeoutMs: true,
  report: true,
};

export interface BacktestResult {
  input: string;
  /** Rows that each window held out. */
  horizon: number;
  frequency: string;
  /** Of each series; the most of several. */
  windows: number;
  /** Best first; those that failed at the end. */
  models: (ScoredModel | FailedModel)[];
  /** The best by MASE; null when all failed. */
  best: string | null;
  warnings: string[];
  /** Every forecast beside what came, as CSV. */
  csv: string;
}

/** Means over the held-out windows. */
export interface ScoredModel extends Scores {
  status: "ok";
  model: string;
  modelVersion: string;
  /** For one forecast. */
  seconds: number;
  failedSeries: number;
}

export interface FailedModel {
  status: "failed";
  model: string;
  error: InputFault;
}

/**
 * Holds out the newest part of a file, lets models forecast it and scores them, on this machine and without a cloud.
 *
 * @example
 * const { best, models } = await backtest("sales.csv", { models: ["auto", "prophet"], horizon: 28 });
 * console.log(best, models.map((each) => (each.status === "ok" ? each.mase : each.error.code)));
 *
 * @throws UsageError for a file that is not there, a model that nobody knows, or a model that scores rows;
 * CloudRunnerError csv.* for what is wrong with the file
 */
export const backtest = (source: Source, options: BacktestOptions = {}): Promise<BacktestResult> =>
  withSession(options, ownNames, async (session) => {
    const { models, windows = 3, timeoutMs = 600_000 } = options;
    const parameters = parametersOf(options);
    const report = await runBacktest(session, sourceOf(source), { models, windows, parameters, timeoutMs });
    const { report: path } = options;
    if (path !== undefined)
      await writeBacktestReport(session, report, {
        path,
        source: typeof source === "string" ? source : undefined,
      });
    return { ...(backtestDocument(report) as Omit<BacktestResult, "csv">), csv: forecastsCsv(report) };
  });
