// The newest window as a drawing: what was known, what came, and what the models had said.
import { basename } from "node:path";
import { percent } from "../../../model/numeric/percent.ts";
import { newestHistory, pointsOf, type ChartData, type ForecastPoint } from "../../chart/chart-data.ts";
import { plural } from "../../../core/duration.ts";
import {
  scoredModels,
  type BacktestReport,
  type ScoredModel,
  type WindowReport,
} from "../../../library/backtest/report.ts";

/**
 * Of a panel the first series that the best model could forecast. Undefined when no model has a forecast.
 * @param most models that are drawn, the best of them
 */
export function backtestChart(report: BacktestReport, most = Infinity): ChartData | undefined {
  const scored = scoredModels(report);
  const [best, ...others] = scored.slice(0, most);
  const shown = best?.windows.find(({ forecast }) => forecast !== undefined)?.held;
  const window = shown && newestOf(best, shown.id);
  if (window === undefined) return undefined;
  const { history, actual, id } = window.held;
  const truth = pointsOf(actual);
  const level = report.levels[0];
  const series = id.length === 0 ? "" : `, ${id.join(", ")}`;
  const some =
    others.length + 1 < scored.length ? `, best ${others.length + 1} of ${scored.length} models` : "";
  return {
    title: `${basename(report.input)}${series}: newest window of ${plural(window.rows, "row")}${some}`,
    history: [...newestHistory(pointsOf(history), truth), ...truth],
    origin: history.ds.at(-1)! * 1000,
    forecast: forecastOf(window),
    forecastName: best!.model,
    lines: others.flatMap((other) => {
      const found = newestOf(other, id);
      return found === undefined ? [] : [{ name: other.model, points: forecastOf(found) }];
    }),
    ...(level === undefined ? {} : { bandName: `${percent(level)} % interval of ${best!.model}` }),
  };
}

function newestOf(model: ScoredModel | undefined, id: readonly string[]): WindowReport | undefined {
  const key = JSON.stringify(id);
  const window = model?.windows.findLast(({ held }) => JSON.stringify(held.id) === key);
  return window?.forecast === undefined ? undefined : window;
}

/** On the dates that came, so that each point lies over its truth. Of several bands the first is drawn. */
function forecastOf({ held: { actual }, forecast }: WindowReport): ForecastPoint[] {
  const { yhat, bands } = forecast!;
  const band = bands[0];
  return actual.row.map((at, i) => ({
    at: actual.ds[i]! * 1000,
    value: yhat[at]!,
    ...(band === undefined ? {} : { lower: band.lower[at]!, upper: band.upper[at]! }),
  }));
}
