// Forecasts of some series of a panel, as lines of its result. A series that its model cannot forecast falls back;
// what was wrong with it comes back beside the lines.
import { checkSeries } from "../check/check-series.ts";
import { fallBack } from "./fall-back.ts";
import type { Explanation, Forecast, ForecastModel } from "./forecast-model.ts";
import { forecastChecked } from "./forecast-series.ts";
import { frequencyName } from "../time/frequency.ts";
import type { Frequency } from "../time/frequency.ts";
import { faultOf, InputError } from "../input-error.ts";
import type { InputFault } from "../../core/contract.ts";
import { asSeries } from "../series/panel-item.ts";
import type { PanelItem } from "../series/panel-item.ts";
import { csvCell } from "../csv/panel-cells.ts";
import type { ParsedParameters } from "../parameters/parameters.ts";
import { forecastLines } from "../csv/write-forecast.ts";

export interface SeriesJob {
  items: readonly PanelItem[];
  targetColumn: string;
  /** Frequency of most series of the panel. */
  usual: Frequency | undefined;
}

/** What became of one series. */
export interface SeriesOutcome {
  /** Rows of its forecast; 0 when there is none. */
  rows: number;
  /** Which model made them; undefined when there are none. */
  model: string | undefined;
  frequency: string | undefined;
  /** Why its model did not make them. */
  fault: InputFault | undefined;
  /** Sentences. */
  warnings: string[];
  /** The method that weighed most, where the model weighs several. */
  heaviest: string | undefined;
}

export interface SeriesForecasts {
  /** Lines of the result, in the order of the items. */
  csv: string;
  /** One for each item. */
  outcomes: SeriesOutcome[];
}

/** @throws what is no InputError: a fault of this thread */
export async function predictSeries(
  { items, targetColumn, usual }: SeriesJob,
  parameters: ParsedParameters,
  model: ForecastModel,
): Promise<SeriesForecasts> {
  const { common } = parameters;
  const parts: string[] = [];
  const outcomes: SeriesOutcome[] = [];
  for (const { id, series: columns, fault } of items) {
    const series = columns && asSeries(columns, targetColumn);
    let made = fault === undefined && series !== undefined ? await ask(series) : undefined;
    const reason = made instanceof InputError ? faultOf(made) : fault;
    if (made === undefined || made instanceof InputError)
      made = series && (await fallBack(series, parameters, usual));
    const lines = made && forecastLines(made.forecast.frame, columns!.style, common.interval);
    const end = `,${[...id, made?.model ?? ""].map(csvCell).join(",")}\n`;
    for (const line of lines ?? []) parts.push(line, end);
    outcomes.push({
      rows: lines?.length ?? 0,
      model: made?.model,
      frequency: made && frequencyName(made.frequency),
      fault: reason,
      warnings: [...(made?.warnings ?? []), ...(made?.forecast.warnings ?? [])],
      heaviest: heaviestOf(made?.forecast.explanation),
    });
  }
  return { csv: parts.join(""), outcomes };

  async function ask(series: ReturnType<typeof asSeries>): Promise<Made | InputError> {
    try {
      const checked = checkSeries(series, model, parameters);
      const forecast = await forecastChecked(model, parameters, series, checked);
      const { frequency, warnings } = checked;
      return { model: model.name, forecast, frequency, warnings };
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
  }
}

interface Made {
  model: string;
  forecast: Forecast;
  frequency: Frequency;
  warnings?: string[];
}

function heaviestOf(explanation: Explanation | undefined): string | undefined {
  const weights = explanation?.["weights"];
  if (typeof weights !== "object" || weights === null) return undefined;
  return Object.entries(weights).sort(([, a], [, b]) => Number(b) - Number(a))[0]?.[0];
}
