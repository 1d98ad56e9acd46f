// What is drawn of a forecast: the one series of a file, or the first of many. Read by the model's own reader.
import { readDataset } from "../../../model/csv/read-dataset.ts";
import type { ReadChoice } from "../../../model/csv/find-columns.ts";
import { readForecasts, type ReadForecast } from "../../../model/csv/read-forecast.ts";
import { asInputError, isInputError } from "../../../model/input-error.ts";
import type { Series } from "../../../model/series/dataset.ts";
import { newestHistory, pointsOf, type ChartData, type ForecastPoint } from "../../chart/chart-data.ts";
import { plural } from "../../../core/duration.ts";
import { dateReaderFor, toClockOf } from "./forecast-dates.ts";
import type { Forecasted } from "../../../library/predict/file-result.ts";

/** A model of the user's own that scores rows gives no dates, so there is nothing to draw. */
export const isDated = ({ csv }: Forecasted): boolean => csv.startsWith("date,prediction");

/** A container that knows nothing of this tool names no model. */
export const byModel = (model: string): string => (model === "" ? "" : ` by ${model}`);

/** At least one. @param most of many */
export async function chartsOf(file: Forecasted, most: number): Promise<ChartData[]> {
  const { input, sent, csv, rows, model, parameters, series } = file;
  // Of several bands the first is drawn.
  const interval = Number(String(parameters["interval"]).split(",")[0]);
  const band = interval > 0 ? { bandName: `${Math.round(interval * 1000) / 10} % interval` } : {};
  const word = (key: string) => (typeof parameters[key] === "string" ? parameters[key] : undefined);
  const id = series === undefined ? [] : (word("id") ?? "").split(",");
  const known = await seriesOf(sent, { date: word("date"), target: word("target"), id });
  const histories = new Map(known.map((each) => [each.id.join("\0"), each]));
  const { format } = input;
  const found = readForecasts(csv, id, most, dateReaderFor(known[0], format));
  return (found.length > 0 ? found : [nothing]).map((each, index): ChartData => {
    const history = histories.get(each.id.join("\0"));
    const forecast = forecastPoints(each, toClockOf(history, format));
    const title =
      series === undefined
        ? `${plural(rows, "row")}${byModel(model)}`
        : `${each.id.join(", ")}, series ${index + 1} of ${series.count}`;
    return {
      title: `${input.label}: ${title}`,
      history: newestHistory(history === undefined ? [] : pointsOf(history), forecast),
      forecast,
      ...band,
    };
  });
}

const nothing: ReadForecast = { id: [], ds: [], yhat: [], bands: [] };

/** None for a table that is no time series, or whose columns the result does not name. */
async function seriesOf(sent: Uint8Array, choice: ReadChoice): Promise<Series[]> {
  const dataset = await readDataset(sent, choice).catch(asInputError);
  return isInputError(dataset) ? [] : dataset.series;
}

const forecastPoints = (
  { ds, yhat, bands: [band] }: ReadForecast,
  toClock: (wall: number) => number,
): ForecastPoint[] =>
  ds.map((seconds, row) => ({
    at: toClock(seconds) * 1000,
    value: yhat[row]!,
    ...(band && { lower: band.lower[row]!, upper: band.upper[row]! }),
  }));
