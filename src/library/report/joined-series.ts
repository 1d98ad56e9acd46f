// The series of a forecast beside their histories, read by the model's own reader: for drawings and for reports.
import { createClockWriter } from "../../model/clock/future-clock.ts";
import { readDataset } from "../../model/csv/read-dataset.ts";
import type { ReadChoice } from "../../model/csv/find-columns.ts";
import { readForecasts, type ReadForecast } from "../../model/csv/read-forecast.ts";
import { asInputError, isInputError } from "../../model/input-error.ts";
import type { Dataset, Series } from "../../model/series/dataset.ts";
import type { Forecasted } from "../predict/file-result.ts";
import { dateReaderFor, toClockOf } from "./forecast-dates.ts";

export interface JoinedSeries {
  id: readonly string[];
  /** Undefined where the file is not here, or has no such series. */
  history: Series | undefined;
  forecast: ReadForecast;
  /** Of the forecast's rows, in seconds since the epoch of the time on the clock of the history. */
  at: number[];
}

export interface JoinedFile {
  /** Undefined where the file is not here, or is no time series. */
  dataset: Dataset | undefined;
  /** In the order of the result. */
  series: JoinedSeries[];
}

/** A model of the user's own that scores rows gives no dates, so there is nothing to draw. */
export const isDated = ({ csv }: Pick<Forecasted, "csv">): boolean => csv.startsWith("date,prediction");

/** @param most series that are read, the first ones; @param isWanted which of them */
export async function joinSeries(
  { input, sent, csv, parameters, series }: Forecasted,
  most = Infinity,
): Promise<JoinedFile> {
  const word = (key: string) => (typeof parameters[key] === "string" ? parameters[key] : undefined);
  const id = series === undefined ? [] : (word("id") ?? "").split(",");
  const dataset = await datasetOf(sent, { date: word("date"), target: word("target"), id });
  const known = dataset?.series ?? [];
  const histories = new Map(known.map((each) => [keyOf(each.id), each]));
  const { format } = input;
  const found = readForecasts(csv, id, most, dateReaderFor(known[0], format));
  return {
    dataset,
    series: found.map((forecast) => {
      const history = histories.get(keyOf(forecast.id));
      return { id: forecast.id, history, forecast, at: forecast.ds.map(toClockOf(history, format)) };
    }),
  };
}

const keyOf = (id: readonly string[]): string => id.join("\0");

/** Undefined for a table that is no time series, or whose columns the result does not name. */
async function datasetOf(sent: Uint8Array, choice: ReadChoice): Promise<Dataset | undefined> {
  const dataset = await readDataset(sent, choice).catch(asInputError);
  return isInputError(dataset) ? undefined : dataset;
}

/** Writes the dates of a history as its file does. */
export const historyDates = ({ ds, style, clock }: Series): string[] =>
  Array.from(ds, createClockWriter(style, clock));
