// The newest window as a drawing: what was known, what came, and what the models had said.
import { basename } from "node:path";
import { percent } from "../../model/percent.ts";
import { newestHistory } from "../chart/chart-data.ts";
import type { ChartData, ForecastPoint, Point } from "../chart/chart-data.ts";
import { plural } from "../duration.ts";
import { scoredModels } from "./report.ts";
import type { BacktestReport, ScoredModel } from "./report.ts";

/**
 * Undefined when no model has a forecast.
 * @param most models that are drawn, the best of them
 */
export function backtestChart(report: BacktestReport, most = Infinity): ChartData | undefined {
  const scored = scoredModels(report);
  const [best, ...others] = scored.slice(0, most);
  const window = best?.windows.at(-1);
  if (best === undefined || window === undefined) return undefined;
  const { history, actual } = window.held;
  const truth = pointsOf(actual.ds, actual.y);
  const known = newestHistory(pointsOf(history.ds, history.y), truth);
  const shown =
    others.length + 1 < scored.length ? `, the best ${others.length + 1} of ${scored.length} models` : "";
  const level = report.levels[0];
  return {
    title: `${basename(report.input)}: newest window of ${plural(window.rows, "row")}${shown}`,
    history: [...known, ...truth],
    origin: history.ds.at(-1)! * 1000,
    forecast: forecastOf(best),
    forecastName: best.model,
    lines: others.map((model) => ({ name: model.model, points: forecastOf(model) })),
    ...(level === undefined ? {} : { bandName: `${percent(level)} % interval of ${best.model}` }),
  };
}

function pointsOf(ds: readonly number[], values: readonly number[]): Point[] {
  return ds.map((seconds, i) => ({ at: seconds * 1000, value: values[i]! }));
}

/** On the dates that came, so that each point lies over its truth. Of several bands the first is drawn. */
function forecastOf({ windows }: ScoredModel): ForecastPoint[] {
  const { held, forecast } = windows.at(-1)!;
  const { yhat, bands } = forecast!;
  const { ds, row } = held.actual;
  const band = bands[0];
  return row.map((at, i) => ({
    at: ds[i]! * 1000,
    value: yhat[at]!,
    ...(band === undefined ? {} : { lower: band.lower[at]!, upper: band.upper[at]! }),
  }));
}
