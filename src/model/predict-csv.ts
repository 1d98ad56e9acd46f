// The room's front door: the bytes of a CSV file and parameters in, a forecast as CSV out.
import { checkCsv } from "./check-csv.ts";
import { commonSchema } from "./common-parameters.ts";
import type { Explanation } from "./forecast-model.ts";
import { forecastSeries } from "./forecast-series.ts";
import { createFrame } from "./frame.ts";
import { frequencyName, habitOf } from "./frequency.ts";
import type { Frequency } from "./frequency.ts";
import type { ModelAssets } from "./models.ts";
import { createModels } from "./models.ts";
import type { LoadedModel } from "./own/own-model.ts";
import { ownNames } from "./parameters.ts";
import type { ParsedParameters, RawParameters } from "./parameters.ts";
import type { Series } from "./read-series.ts";
import { writeForecast } from "./write-forecast.ts";

export interface Prediction {
  csv: string;
  model: string;
  /** Name and version of what made the forecast. */
  modelVersion: string;
  /** All that the model was told, defaults and inferred values filled in. Plain JSON. */
  parameters: ResolvedParameters;
  /** Rows of the input, those left out included. */
  rowsIn: number;
  rowsOut: number;
  /** Sentences. */
  warnings: string[];
  /** Why the forecast is what it is, where the model says so. */
  explanation?: Explanation;
}

export type ResolvedParameters = Record<string, string | number | boolean>;

export interface Predictor {
  /**
   * @param parameters raw, e.g. strings from object metadata
   * @throws InputError for an input or a parameter that can never work. Anything else is a fault of this thread.
   */
  predictCsv(input: Uint8Array, parameters: RawParameters): Promise<Prediction>;
  /**
   * Loads and compiles what the first forecast would wait for, if it is made with these parameters. No more: Stan costs
   * a start a tenth of its time, and most forecasts never need it.
   */
  warmUp(parameters: RawParameters): Promise<void>;
  /** Whether this thread should be replaced before its next forecast. */
  isWornOut(): boolean;
}

/** @param added a model of the user's own, which is then the default */
export function createPredictor(assets: ModelAssets, added?: LoadedModel): Predictor {
  const models = Object.values(createModels(assets));
  const all = added?.kind === "series" ? [added.model, ...models] : models;
  return {
    async warmUp(parameters) {
      const { data: name } = commonSchema.shape.model.safeParse(parameters["model"]);
      await all.find((model) => model.name === name)?.warmUp?.();
    },
    isWornOut: () => [...all, added?.model].some((model) => model?.isWornOut?.() ?? false),
    async predictCsv(input, given) {
      const raw = added === undefined ? given : { model: added.name, ...given };
      if (added?.kind === "rows" && raw["model"] === added.name) return added.model.predictRows(input, raw);
      const { model, parameters, series, frequency, future, warnings } = checkCsv(input, raw, all);
      const { common, own } = parameters;
      const forecast = await forecastSeries({
        model,
        history: createFrame({ ds: series.ds, y: series.y, ...series.columns }),
        future: createFrame({ ds: future.ds, ...future.columns }),
        frequency,
        parameters: own,
        common,
      });
      const { explanation } = forecast;
      return {
        csv: writeForecast(forecast.frame, series.style, common.interval),
        model: model.name,
        modelVersion: model.version,
        parameters: resolve(parameters, ownNames(model), series, frequency, future.ds.length),
        rowsIn: series.rowsIn,
        rowsOut: future.ds.length,
        warnings: [...warnings, ...forecast.warnings],
        ...(explanation !== undefined && { explanation }),
      };
    },
  };
}

function resolve(
  { common, own }: ParsedParameters,
  ownNames: readonly string[],
  series: Series,
  frequency: Frequency,
  horizon: number,
): ResolvedParameters {
  const resolved: ResolvedParameters = {
    model: common.model,
    horizon,
    frequency: frequencyName(frequency),
    interval: common.interval.length < 2 ? (common.interval[0] ?? 0) : common.interval.join(","),
    date: series.dateColumn,
    target: series.targetColumn,
  };
  const found: Record<string, unknown> = { "season-length": habitOf(frequency).season, ...own };
  for (const name of ownNames) {
    const value = found[name];
    if (value === undefined) continue;
    // As it could have been given.
    resolved[name] =
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? value
        : JSON.stringify(value);
  }
  return resolved;
}
