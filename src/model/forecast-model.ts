// What every model offers.
import type { DataFrame } from "danfojs-node";
import type { Frequency } from "./frequency.ts";
import type { Parameters } from "./parameters.ts";

export interface ForecastRequest {
  /** Columns ds and y; see frame.ts. At least `minimumRows` rows, not all equal. */
  history: DataFrame;
  /** Dates to forecast, seconds since the epoch, ascending, all after the history. */
  future: readonly number[];
  frequency: Frequency;
  parameters: Parameters;
}

export interface Forecast {
  /** Columns ds, yhat and, with a band, yhat_lower and yhat_upper. */
  frame: DataFrame;
  /** Sentences. */
  warnings: string[];
}

export interface ForecastModel {
  /** Name and version, e.g. `prophet (augurs 0.10.2)`. */
  version: string;
  minimumRows: number;
  maximumRows: number;
  forecast(request: ForecastRequest): Promise<Forecast> | Forecast;
}
