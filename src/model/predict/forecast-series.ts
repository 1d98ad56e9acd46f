// One series and one model: what holds for every forecast, whichever model makes it.
import type { DataFrame } from "danfojs-node";
import type { CheckedSeries } from "../check/check-series.ts";
import type { CommonParameters } from "../parameters/common-parameters.ts";
import type { Forecast, ForecastModel } from "./forecast-model.ts";
import { columnOf, createFrame, forecastFrame, lowerColumn, upperColumn } from "./frame.ts";
import type { Frequency } from "../time/frequency.ts";
import { InputError } from "../input-error.ts";
import type { ParsedParameters } from "../parameters/parameters.ts";
import type { Series } from "../series/read-series.ts";

export interface SeriesRequest {
  model: ForecastModel;
  /** Columns ds, y and regressors; as many rows as the model takes, see checkLength. */
  history: DataFrame;
  /** Columns ds and the regressors' values. */
  future: DataFrame;
  frequency: Frequency;
  /** The model's own parameters. */
  parameters: Record<string, unknown>;
  common: CommonParameters;
}

/** A series as it was read, and what was found of it. @throws InputError as forecastSeries does */
export function forecastChecked(
  model: ForecastModel,
  { common, own }: ParsedParameters,
  { ds, y, columns }: Pick<Series, "ds" | "y" | "columns">,
  { frequency, future }: Pick<CheckedSeries, "frequency" | "future">,
): Promise<Forecast> {
  return forecastSeries({
    model,
    history: createFrame({ ds, y, ...columns }),
    future: createFrame({ ds: future.ds, ...future.columns }),
    frequency,
    parameters: own,
    common,
  });
}

/** @throws InputError model.not-finite, or one of the model's own */
export async function forecastSeries({ model, ...request }: SeriesRequest): Promise<Forecast> {
  const levels = request.common.interval;
  const y = columnOf(request.history, "y");
  const forecast = isConstant(y)
    ? constantForecast(y.at(-1)!, columnOf(request.future, "ds"), levels)
    : await model.forecast({ ...request, levels });
  checkFinite(forecast.frame, levels);
  return forecast;
}

/** Equal but for rounding. Such a series, all zeros above all, makes Stan trap. */
function isConstant(y: readonly number[]): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (const value of y) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}

function constantForecast(value: number, ds: readonly number[], levels: readonly number[]): Forecast {
  const yhat = ds.map(() => value);
  return {
    frame: forecastFrame(
      ds,
      yhat,
      levels,
      levels.map(() => ({ lower: yhat, upper: yhat })),
    ),
    warnings: ["All values are equal, so the forecast repeats them and its band has no width."],
  };
}

function checkFinite(frame: DataFrame, levels: readonly number[]): void {
  for (const column of ["yhat", ...levels.flatMap((level) => [lowerColumn(level), upperColumn(level)])]) {
    if (columnOf(frame, column).every(Number.isFinite)) continue;
    throw new InputError("The forecast leaves the range of numbers.", {
      code: "model.not-finite",
      fix: "Divide all values by a common factor, for example count in millions, and set a smaller horizon.",
    });
  }
}
