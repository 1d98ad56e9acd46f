// What every model offers. Models see danfo frames; see frame.ts for their columns.
import type { DataFrame } from "danfojs-node";
import type * as z from "zod";
import type { Parts } from "../../core/report/parts.ts";
import type { DateStyle } from "../dates/date-style.ts";
import type { CommonParameters } from "../parameters/common-parameters.ts";
import type { Explanation } from "../series/forecast-table.ts";
import type { Frequency } from "../time/frequency.ts";
import type { ModelDescription } from "../parameters/model-description.ts";

export interface ForecastRequest<Parameters = Record<string, unknown>> {
  /** Columns ds, y and regressors. At least `minimumRows` rows, y finite and not all equal, gaps left out. */
  history: DataFrame;
  /** Columns ds, ascending, all after the history, and the regressors' values. */
  future: DataFrame;
  frequency: Frequency;
  /** The model's own parameters. */
  parameters: Parameters;
  common: CommonParameters;
  /** Probabilities of the bands, between 0 and 1, in the order asked for; none for the point alone. */
  levels: readonly number[];
  /** How the file writes its dates, for sentences about them. */
  style?: DateStyle | undefined;
}

export interface Forecast {
  /** Columns ds, yhat and for every level `lowerColumn(level)` and `upperColumn(level)`. */
  frame: DataFrame;
  /** Sentences. */
  warnings: string[];
  explanation?: Explanation | undefined;
  /** What the forecast is made of, for reports: computed when it is asked for, and the forecast is the same without. */
  parts?: (() => Parts) | undefined;
}

export interface ForecastModel<Schema extends z.ZodObject = z.ZodObject> extends ModelDescription<Schema> {
  /** Name and version, e.g. `seasonal-naive 1`. */
  version: string;
  /** One of the user's own, which sees every row unless told otherwise. */
  isOwn?: boolean;
  /** It is what it repeats: a last row that does not fit is named, and taken all the same. */
  repeatsRows?: boolean;
  /**
   * @throws InputError for a series that this model can never forecast. Anything else is a fault of this thread.
   */
  forecast(request: ForecastRequest<z.infer<Schema>>): Promise<Forecast> | Forecast;
  /** Loads and compiles what the first forecast would wait for. */
  warmUp?(): Promise<void>;
  /** Whether the thread should be replaced before its next forecast. */
  isWornOut?(): boolean;
}
