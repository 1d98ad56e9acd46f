// What a report says of a backtest, in the numbers of `--json`.
import type {
  BacktestPage,
  BacktestSeries,
  BacktestWindow,
  Fact,
  ModelScores,
} from "../../core/report/report-data.ts";
import { plural } from "../../core/duration.ts";
import { createDateWriter } from "../../model/csv/parse-date.ts";
import { meanScores, scaleOf } from "../../model/backtest/score.ts";
import { percent } from "../../model/numeric/percent.ts";
import {
  failedModels,
  scoredModels,
  type BacktestReport,
  type ScoredModel,
  type WindowReport,
} from "../backtest/report.ts";
import { rejectionError } from "../predict/rejection-error.ts";
import type { PageContent } from "./compose-page.ts";
import { packSeries, type SeriesRows } from "./pack-series.ts";

const limitOfOne = 1_600_000;
const limitOfMany = 8_500_000;

interface OneSeries {
  id: readonly string[];
  windows: { model: string; window: WindowReport }[];
}

export async function backtestPage(
  report: BacktestReport,
  { madeAt }: { madeAt: string },
): Promise<PageContent> {
  const scored = scoredModels(report);
  const all = seriesOf(report);
  const rows = all.map((each) => rowsOf(each, scored));
  const series = all.map(summaryOf);
  const order = [...series.keys()].toSorted((a, b) => (series[b]!.mase ?? 0) - (series[a]!.mase ?? 0));
  const packed = await packSeries(rows, order, rows.length > 1 ? limitOfMany : limitOfOne);
  for (const [index, each] of series.entries()) {
    const place = packed.places[index];
    if (place !== undefined) each.at = place;
  }
  const without = series.filter(({ at }) => at === undefined).length;
  const longer = rows.filter(({ history }) => history.values.length > packed.kept).length;
  const data: BacktestPage = {
    kind: "backtest",
    title: `Backtest of ${report.input}`,
    facts: factsOf(report, madeAt),
    warnings: report.warnings,
    idColumns: report.idColumns,
    bands: report.levels.map((level) => `${percent(level)} % interval`),
    models: scored.map(
      ({ scores, model, modelVersion, seconds, failedSeries }): ModelScores => ({
        model,
        modelVersion,
        ...scores,
        seconds,
        failedSeries,
      }),
    ),
    failed: failedModels(report).map(({ model, error }) => {
      const { message, fix = "" } = rejectionError(report.input, error);
      return { name: model, message, fix };
    }),
    steps: scored.map(({ model, windows }) => ({ model, errors: errorsBySteps(windows, report.horizon) })),
    series,
    left: [
      ...(longer > 0
        ? [`So that this file stays small, only the newest ${packed.kept} rows of a history are drawn.`]
        : []),
      ...(without > 0
        ? [`${plural(without, "series", "series")} of ${series.length} are in the tables alone.`]
        : []),
    ],
  };
  return { data, chunks: packed.chunks };
}

function factsOf(
  { horizon, frequency, season, series, windows, rows, idColumns }: BacktestReport,
  madeAt: string,
): Fact[] {
  return [
    ...(idColumns.length > 0 ? [["series", String(series)] as const] : []),
    ["rows", String(rows)],
    ["windows", idColumns.length > 0 ? `up to ${windows} each` : String(windows)],
    ["steps of a window", String(horizon)],
    ["frequency", frequency],
    ["season of MASE", season === 1 ? "none" : plural(season, "row")],
    ["written", madeAt],
  ];
}

/** In the order of the file, with what every model did. */
function seriesOf({ models }: BacktestReport): OneSeries[] {
  const found = new Map<string, OneSeries>();
  for (const { model, windows } of models) {
    for (const window of windows) {
      const { id } = window.held;
      const key = JSON.stringify(id);
      const one = found.get(key) ?? { id, windows: [] };
      one.windows.push({ model, window });
      found.set(key, one);
    }
  }
  return [...found.values()];
}

function summaryOf({ id, windows }: OneSeries): BacktestSeries {
  const byModel = [...Map.groupBy(windows, ({ model }) => model)].flatMap(([model, own]) => {
    const scores = own.flatMap(({ window }) => window.scores ?? []);
    return scores.length < own.length ? [] : [{ model, ...meanScores(scores) }];
  });
  const [best] = byModel.toSorted((a, b) => (a.mase ?? 0) - (b.mase ?? 0) || a.rmse - b.rmse);
  return {
    id: [...id],
    best: best?.model ?? "",
    mase: best?.mase ?? null,
    smape: best?.smape ?? null,
    windows: windows.map(({ model, window: { from, to, scores, error } }): BacktestWindow => {
      const { smape, mase, rmse, bias } = scores ?? {};
      return {
        model,
        from,
        to,
        ...(scores && { smape: smape!, mase: mase!, rmse: rmse!, bias: bias! }),
        ...(error && { error: error.message }),
      };
    }),
  };
}

/** The longest history with what came after it, and of each model the forecasts of all windows, the best model first. */
function rowsOf({ windows }: OneSeries, scored: readonly ScoredModel[]): SeriesRows {
  const [first] = windows;
  const newest = windows.reduce(
    (last, each) => (each.window.held.history.ds.length > last.window.held.history.ds.length ? each : last),
    first!,
  );
  const { history, actual, style } = newest.window.held;
  const write = createDateWriter(style);
  const at = [...history.ds, ...actual.ds];
  return {
    history: { at, dates: at.map((seconds) => write(seconds)), values: [...history.y, ...actual.y] },
    forecasts: scored.flatMap(({ model }) => {
      const own = windows.filter((each) => each.model === model && each.window.forecast !== undefined);
      if (own.length === 0) return [];
      const parts = own.map(({ window: { held, forecast } }) => ({
        at: [...held.actual.ds],
        pick: (values: readonly number[]) => held.actual.row.map((row) => values[row]!),
        forecast: forecast!,
      }));
      const times = parts.flatMap((part) => part.at);
      const levels = parts[0]!.forecast.bands.length;
      const edges = (edge: "lower" | "upper") =>
        Array.from({ length: levels }, (_, level) =>
          parts.flatMap(({ pick, forecast }) => pick(forecast.bands[level]![edge])),
        );
      return [
        {
          name: model,
          at: times,
          dates: times.map((seconds) => write(seconds)),
          values: parts.flatMap(({ pick, forecast }) => pick(forecast.yhat)),
          lower: edges("lower"),
          upper: edges("upper"),
        },
      ];
    }),
    more: { origins: originsOf(windows) },
  };
}

/** The last dates that models were shown. */
const originsOf = (windows: OneSeries["windows"]): number[] => [
  ...new Set(windows.map(({ window }) => window.held.history.ds.at(-1)!)),
];

/** Over all windows of all series, each in the changes of its own history. */
function errorsBySteps(windows: readonly WindowReport[], horizon: number): (number | null)[] {
  const sums = Array.from({ length: horizon }, () => ({ sum: 0, count: 0 }));
  for (const { held, forecast } of windows) {
    if (forecast === undefined) continue;
    const { history, actual, season } = held;
    const scale = scaleOf(history.y, season);
    if (!(scale > 0)) continue;
    for (const [i, row] of actual.row.entries()) {
      const step = sums[row];
      if (step === undefined) continue;
      step.sum += Math.abs(actual.y[i]! - forecast.yhat[row]!) / scale;
      step.count += 1;
    }
  }
  return sums.map(({ sum, count }) => (count === 0 ? null : sum / count));
}
