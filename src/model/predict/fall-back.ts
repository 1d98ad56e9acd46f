// What stands in for a series that its model cannot forecast: its last season again, else its last value.
import type { SeriesToCheck } from "../check/check-series.ts";
import { fallbackDates } from "../check/fallback-dates.ts";
import type { Forecast, ForecastModel } from "./forecast-model.ts";
import { forecastSeries } from "./forecast-series.ts";
import { createFrame } from "./frame.ts";
import { habitOf, stepsBetween } from "../time/frequency.ts";
import type { Frequency } from "../time/frequency.ts";
import { InputError } from "../input-error.ts";
import { naive, seasonalNaive } from "../statistical/naive.ts";
import type { ParsedParameters } from "../parameters/parameters.ts";

export interface Fallback {
  model: string;
  forecast: Forecast;
  frequency: Frequency;
}

/**
 * @param usual frequency of the series beside it, for one too short to show its own
 * @returns undefined when none is possible
 */
export async function fallBack(
  series: SeriesToCheck,
  { common, own }: ParsedParameters,
  usual: Frequency | undefined,
): Promise<Fallback | undefined> {
  const { ds, y } = series;
  const future = fallbackDates(series, common, usual);
  if (future === undefined) return undefined;
  const { frequency } = future;
  const given = own["season-length"];
  const season = typeof given === "number" ? given : habitOf(frequency).season;
  const isLong = stepsBetween(frequency, ds[0]!, ds.at(-1)!) + 1 >= season + 2;
  const models: ForecastModel[] = season > 1 && isLong ? [seasonalNaive, naive] : [naive];
  for (const model of models) {
    try {
      const forecast = await forecastSeries({
        model,
        history: createFrame({ ds, y }),
        future: createFrame({ ds: future.ds }),
        frequency,
        parameters: { "season-length": season },
        common,
      });
      return { model: model.name, forecast, frequency };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return undefined;
}
