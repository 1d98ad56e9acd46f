// What a backtest found: the plan and the answers, scored.
import type { InputFault } from "../../core/contract.ts";
import type { BacktestPlan, PlannedModel, PlannedWindow } from "../../model/backtest/plan-backtest.ts";
import { meanScores, scoreForecast, type PointsAndBands, type Scores } from "../../model/backtest/score.ts";
import { faultOf } from "../../model/input-error.ts";
import { formatDate } from "../../model/csv/parse-date.ts";
import type { Answer } from "./ask-workers.ts";

export interface BacktestReport extends Omit<BacktestPlan, "models"> {
  input: string;
  /** Of each series; the most of several. */
  windows: number;
  /** Best first, by MASE; those that failed at the end. */
  models: ModelReport[];
}

export type ModelReport = ScoredModel | FailedModel;

export interface ScoredModel {
  status: "ok";
  model: string;
  modelVersion: string;
  /** Means over the windows of a series, and of these over all series that did not fail. */
  scores: Scores;
  /** Of one forecast. */
  seconds: number;
  windows: WindowReport[];
  /** Series of a panel in which a window failed. */
  failedSeries: number;
}

/** No series, or not the only one, could be forecast in all its windows. */
export interface FailedModel {
  status: "failed";
  model: string;
  error: InputFault;
  windows: WindowReport[];
}

export interface WindowReport {
  /** First and last date held out, as the file writes dates. */
  from: string;
  to: string;
  /** Rows with a value that were held out, and those that the model was fitted to. */
  rows: number;
  historyRows: number;
  seconds: number;
  scores?: Scores;
  error?: InputFault;
  warnings: string[];
  held: PlannedWindow;
  forecast?: PointsAndBands;
}

export function reportOf(input: string, plan: BacktestPlan, answers: readonly Answer[][]): BacktestReport {
  const models = plan.models.map((planned, index) => modelReport(planned, answers[index]!));
  return {
    ...plan,
    input,
    windows: Math.max(...models.flatMap(({ windows }) => bySeries(windows).map(({ length }) => length))),
    models: models.toSorted(byRank),
  };
}

function modelReport(planned: PlannedModel, answers: readonly Answer[]): ModelReport {
  const { model } = planned;
  const windows = planned.windows.map((held, at) => windowReport(held, answers[at]!));
  const series = bySeries(windows);
  const fine = series.filter((each) => each.every(({ error }) => error === undefined));
  const answer = answers.find((each) => each.kind === "forecast");
  if (planned.error !== undefined || fine.length === 0 || answer === undefined) {
    const error = planned.error && faultOf(planned.error);
    return { status: "failed", model, error: error ?? windows.find((each) => each.error)!.error!, windows };
  }
  return {
    status: "ok",
    model,
    modelVersion: answer.modelVersion,
    scores: meanScores(fine.map((each) => meanScores(each.flatMap(({ scores }) => scores ?? [])))),
    seconds: windows.reduce((sum, { seconds }) => sum + seconds, 0) / windows.length,
    windows,
    failedSeries: series.length - fine.length,
  };
}

const bySeries = (windows: readonly WindowReport[]): WindowReport[][] => [
  ...Map.groupBy(windows, ({ held }) => JSON.stringify(held.id)).values(),
];

function windowReport(held: PlannedWindow, answer: Answer): WindowReport {
  const { actual, history, style, season } = held;
  const about = {
    from: formatDate(actual.ds[0]!, style),
    to: formatDate(actual.ds.at(-1)!, style),
    rows: actual.y.length,
    historyRows: history.y.length,
    seconds: answer.seconds,
    held,
  };
  if (answer.kind === "failed") return { ...about, error: answer.error, warnings: [] };
  const { forecast, warnings } = answer;
  return { ...about, scores: scoreForecast(history.y, actual, forecast, season), warnings, forecast };
}

/** RMSE decides between models that have no MASE, which the series decides, not the model. */
function byRank(a: ModelReport, b: ModelReport): number {
  if (a.status === "failed" || b.status === "failed")
    return Number(a.status === "failed") - Number(b.status === "failed");
  const difference = (a.scores.mase ?? 0) - (b.scores.mase ?? 0);
  return difference === 0 ? a.scores.rmse - b.scores.rmse : difference;
}

export const failedModels = ({ models }: Pick<BacktestReport, "models">): FailedModel[] =>
  models.filter((each) => each.status === "failed");

export const scoredModels = ({ models }: Pick<BacktestReport, "models">): ScoredModel[] =>
  models.filter((each) => each.status === "ok");

/** What `--json` prints: everything but the forecasts themselves, which -o writes. */
export function backtestDocument(report: BacktestReport): object {
  return {
    ...report,
    models: report.models.map((model) => {
      const windows = model.windows.map(({ scores, held, forecast: _forecast, ...window }) => ({
        ...(held.id.length > 0 && { id: held.id }),
        ...window,
        ...scores,
      }));
      if (model.status === "failed") return { ...model, windows };
      const { scores, ...rest } = model;
      return { ...rest, ...scores, windows };
    }),
    best: scoredModels(report)[0]?.model ?? null,
    succeeded: scoredModels(report).length,
    failed: failedModels(report).length,
  };
}
