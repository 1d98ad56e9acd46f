// What a backtest found: the plan and the answers, scored.
import { meanScores, scoreForecast } from "../../model/backtest/score.ts";
import type { PointsAndBands, Scores } from "../../model/backtest/score.ts";
import type { BacktestPlan, PlannedModel, PlannedWindow } from "../../model/backtest/plan-backtest.ts";
import { formatDate } from "../../model/parse-date.ts";
import type { Rejection } from "../predict/rejection-error.ts";
import { rejectionOf } from "../predict/rejection-error.ts";
import type { Answer } from "./ask-workers.ts";

export interface BacktestReport {
  input: string;
  /** Rows with a value. */
  rows: number;
  frequency: string;
  horizon: number;
  windows: number;
  levels: readonly number[];
  season: number;
  /** Best first, by MASE; those that failed at the end. */
  models: ModelReport[];
  warnings: string[];
}

export type ModelReport = ScoredModel | FailedModel;

export interface ScoredModel {
  status: "ok";
  model: string;
  modelVersion: string;
  /** Means over the windows, as is `seconds`. */
  scores: Scores;
  seconds: number;
  windows: WindowReport[];
}

export interface FailedModel {
  status: "failed";
  model: string;
  error: Rejection;
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
  error?: Rejection;
  warnings: string[];
  held: PlannedWindow;
  forecast?: PointsAndBands;
}

export function reportOf(input: string, plan: BacktestPlan, answers: readonly Answer[][]): BacktestReport {
  const models = plan.models.map((planned, index) => modelReport(plan, planned, answers[index]!));
  return {
    input,
    rows: plan.history.y.length,
    frequency: plan.frequency,
    horizon: plan.horizon,
    windows: Math.max(...models.map(({ windows }) => windows.length)),
    levels: plan.levels,
    season: plan.season,
    models: models.toSorted(byRank),
    warnings: plan.warnings,
  };
}

function modelReport(plan: BacktestPlan, planned: PlannedModel, answers: readonly Answer[]): ModelReport {
  const { model } = planned;
  const windows = planned.windows.map((held, at) => windowReport(plan, held, answers[at]!));
  const error =
    planned.error === undefined ? windows.find((each) => each.error)?.error : rejectionOf(planned.error);
  if (error !== undefined) return { status: "failed", model, error, windows };
  const first = answers[0] as Extract<Answer, { kind: "forecast" }>;
  return {
    status: "ok",
    model,
    modelVersion: first.modelVersion,
    scores: meanScores(windows.flatMap(({ scores }) => scores ?? [])),
    seconds: windows.reduce((sum, { seconds }) => sum + seconds, 0) / windows.length,
    windows,
  };
}

function windowReport({ style, season }: BacktestPlan, held: PlannedWindow, answer: Answer): WindowReport {
  const { ds, y } = held.actual;
  const about = {
    from: formatDate(ds[0]!, style),
    to: formatDate(ds.at(-1)!, style),
    rows: y.length,
    historyRows: held.history.y.length,
    seconds: answer.seconds,
    held,
  };
  if (answer.kind === "failed") return { ...about, error: answer.error, warnings: [] };
  const { forecast, warnings } = answer;
  return {
    ...about,
    scores: scoreForecast(held.history.y, held.actual, forecast, season),
    warnings,
    forecast,
  };
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
      const windows = model.windows.map(({ scores, held: _held, forecast: _forecast, ...window }) => ({
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
