// What is drawn of a forecast: the one series of a file, or the first of many.
import { plural } from "../../../core/duration.ts";
import type { Forecasted } from "../../../library/predict/file-result.ts";
import { joinSeries, type JoinedSeries } from "../../../library/report/joined-series.ts";
import { bandNames } from "../../../library/report/band-names.ts";
import { newestHistory, pointsOf, type ChartData, type ForecastPoint } from "../../chart/chart-data.ts";

/** A container that knows nothing of this tool names no model. */
export const byModel = (model: string): string => (model === "" ? "" : ` by ${model}`);

/** At least one. @param most of many */
export async function chartsOf(file: Forecasted, most: number): Promise<ChartData[]> {
  const { input, rows, model, parameters, series } = file;
  // Of several bands the first is drawn.
  const [bandName] = bandNames(parameters["interval"]);
  const found = (await joinSeries(file, most)).series;
  return (found.length > 0 ? found : [nothing]).map((each, index): ChartData => {
    const forecast = forecastPoints(each);
    const title =
      series === undefined
        ? `${plural(rows, "row")}${byModel(model)}`
        : `${each.id.join(", ")}, series ${index + 1} of ${series.count}`;
    return {
      title: `${input.label}: ${title}`,
      history: newestHistory(each.history === undefined ? [] : pointsOf(each.history), forecast),
      forecast,
      ...(bandName !== undefined && { bandName }),
    };
  });
}

const nothing: JoinedSeries = {
  id: [],
  history: undefined,
  forecast: { id: [], dates: [], model: undefined, ds: [], yhat: [], bands: [] },
  at: [],
};

const forecastPoints = ({ at, forecast: { yhat, bands } }: JoinedSeries): ForecastPoint[] => {
  const [band] = bands;
  return at.map((seconds, row) => ({
    at: seconds * 1000,
    value: yhat[row]!,
    ...(band && { lower: band.lower[row]!, upper: band.upper[row]! }),
  }));
};
