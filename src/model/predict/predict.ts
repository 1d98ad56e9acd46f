// Forecasts of all series of a dataset. One of many that its model cannot forecast falls back; what was wrong with it
// stands beside its rows.
import { checkSeries } from "../check/check-series.ts";
import { fallBack, type Made } from "./fall-back.ts";
import type { ForecastModel } from "./forecast-model.ts";
import { forecastSeries } from "./forecast-series.ts";
import { defaultsFor } from "../time/frequency.ts";
import { frequencyName } from "../time/frequency-name.ts";
import { faultOf, InputError } from "../input-error.ts";
import { ownNames, type ParsedParameters } from "../parameters/parameters.ts";
import { resolveParameters } from "../parameters/resolve-parameters.ts";
import type { Dataset, Series } from "../series/dataset.ts";
import type {
  Explanation,
  ForecastSeries,
  ForecastTable,
  ResolvedParameters,
} from "../series/forecast-table.ts";

/**
 * @param withParts whether to say of each series what its forecast is made of
 * @throws what is no InputError: a fault of this thread
 */
export async function predict(
  dataset: Dataset,
  parameters: ParsedParameters,
  model: ForecastModel,
  withParts = false,
): Promise<ForecastTable> {
  const series: ForecastSeries[] = [];
  for (const each of dataset.series) series.push(await predictSeries(each));
  return { levels: parameters.common.interval, series };

  function parametersOf({ frequency }: Made, horizon: number): ResolvedParameters {
    return resolveParameters(parameters, ownNames(model), {
      horizon,
      frequency: frequencyName(frequency),
      date: dataset.dateColumn,
      target: dataset.targetColumn,
      "season-length": defaultsFor(frequency).season,
    });
  }

  async function predictSeries(each: Series): Promise<ForecastSeries> {
    const { id } = each;
    const isOne = id.length === 0;
    const asked = await ask(each);
    const fault = asked instanceof InputError ? faultOf(asked) : undefined;
    const made =
      asked instanceof InputError ? (isOne ? undefined : await fallBack(each, parameters, dataset)) : asked;
    const rows = made?.forecast.rows ?? { ds: [], yhat: [], bands: [] };
    const outcome = {
      rows: rows.ds.length,
      model: made?.model.name,
      frequency: made && frequencyName(made.frequency),
      fault,
      warnings: made?.forecast.warnings ?? [],
      heaviest: heaviestOf(made?.forecast.explanation),
      ...((isOne || withParts) &&
        made && {
          parameters: parametersOf(made, rows.ds.length),
          explanation: made.forecast.explanation,
        }),
    };
    const clock = each.clock && made?.moments && { clock: each.clock, moments: made.moments };
    const style = made?.style ?? each.style;
    const parts = withParts ? made?.forecast.parts?.() : undefined;
    return { id, style, ...(clock && { clock }), rows, outcome, ...(parts && { parts }) };
  }

  async function ask(each: Series): Promise<Made | InputError> {
    try {
      const { history, frequency, future, warnings } = checkSeries(
        each,
        dataset.targetColumn,
        model,
        parameters,
        dataset,
      );
      const request = { model, history, future, frequency, common: parameters.common };
      const forecast = await forecastSeries({ ...request, parameters: parameters.own });
      // For many series they are reported once for the file.
      const ofParameters = each.id.length === 0 ? parameters.warnings : [];
      return {
        model,
        frequency,
        moments: future.moments,
        style: history.style,
        forecast: { ...forecast, warnings: [...warnings, ...ofParameters, ...forecast.warnings] },
      };
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
  }
}

function heaviestOf(explanation: Explanation | undefined): string | undefined {
  const weights = explanation?.["weights"];
  if (typeof weights !== "object" || weights === null) return undefined;
  return Object.entries(weights).sort(([, a], [, b]) => Number(b) - Number(a))[0]?.[0];
}
