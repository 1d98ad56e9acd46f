// What stands in for a series that its model cannot forecast: its last season again, else its last value.
import type { DateStyle } from "../csv/parse-date.ts";
import type { Beside } from "../check/check-series.ts";
import { fallbackDates } from "../check/fallback-dates.ts";
import type { ForecastModel } from "./forecast-model.ts";
import { forecastSeries, type ForecastOfModel } from "./forecast-series.ts";
import { defaultsFor, stepsBetween, type Frequency } from "../time/frequency.ts";
import { InputError } from "../input-error.ts";
import { naive, seasonalNaive } from "../statistical/naive.ts";
import type { ParsedParameters } from "../parameters/parameters.ts";
import type { Series } from "../series/dataset.ts";

/** A forecast with the model that made it. */
export interface Made {
  model: ForecastModel;
  forecast: ForecastOfModel;
  frequency: Frequency;
  /** How its dates are written. */
  style: DateStyle;
  /** Of its rows in UTC, where clocks change. */
  moments?: readonly number[] | undefined;
}

/**
 * @param beside what the file says of its series together
 * @returns undefined when none is possible
 */
export async function fallBack(
  series: Series,
  { common, own }: ParsedParameters,
  beside: Beside,
): Promise<Made | undefined> {
  const future = fallbackDates(series, common, beside);
  if (future === undefined) return undefined;
  const { frequency, history } = future;
  const { ds, y } = history;
  const given = own["season-length"];
  const season = typeof given === "number" ? given : defaultsFor(frequency).season;
  const isLong = stepsBetween(frequency, ds[0]!, ds.at(-1)!) + 1 >= season + 2;
  const models: ForecastModel[] = season > 1 && isLong ? [seasonalNaive, naive] : [naive];
  for (const model of models) {
    try {
      const forecast = await forecastSeries({
        model,
        history: { ds, y },
        future,
        frequency,
        parameters: { "season-length": season },
        common,
      });
      return { model, forecast, frequency, moments: future.moments, style: history.style };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return undefined;
}
