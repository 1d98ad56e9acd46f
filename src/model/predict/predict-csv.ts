// The room's front door: the bytes of a CSV file, or series of a panel, and parameters in, a forecast as CSV out.
import type { RawParameters } from "../../core/contract.ts";
import { checkCsv } from "../check/check-csv.ts";
import { commonSchema } from "../parameters/common-parameters.ts";
import type { ColumnChoice } from "../csv/find-columns.ts";
import type { Explanation } from "./forecast-model.ts";
import { forecastChecked } from "./forecast-series.ts";
import { frequencyName, habitOf } from "../time/frequency.ts";
import type { ModelAssets } from "./models.ts";
import { createModels } from "./models.ts";
import type { LoadedModel } from "../own/own-model.ts";
import { ownNames, parseParameters } from "../parameters/parameters.ts";
import type { ParsedParameters } from "../parameters/parameters.ts";
import { predictSeries } from "./predict-series.ts";
import type { SeriesForecasts, SeriesJob } from "./predict-series.ts";
import { forecastHeader, writeForecast } from "../csv/write-forecast.ts";

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

/** What the parameters alone say about the forecasts of a panel, before it is read. */
export interface PanelPlan {
  /** Columns to read. */
  choice: ColumnChoice;
  /** Names of the columns that every result has. */
  header: string[];
  model: string;
  modelVersion: string;
  /** All that the model is told, but for what each series shows by itself. */
  parameters: ResolvedParameters;
  warnings: string[];
}

export type ResolvedParameters = Record<string, string | number | boolean>;

export interface Predictor {
  /**
   * @param parameters raw, e.g. strings from object metadata
   * @throws InputError for an input or a parameter that can never work. Anything else is a fault of this thread.
   */
  predictCsv(input: Uint8Array, parameters: RawParameters): Promise<Prediction>;
  /**
   * @returns undefined when the model scores rows, which no id makes a panel
   * @throws InputError for a parameter that can never work
   */
  planPanel(parameters: RawParameters): PanelPlan | undefined;
  /** @throws InputError as planPanel does; what is wrong with a series is in its outcome. */
  predictSeries(job: SeriesJob, parameters: RawParameters): Promise<SeriesForecasts>;
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
  /** What is asked of it when no model is named. */
  const named = (given: RawParameters): RawParameters =>
    added === undefined ? given : { model: added.name, ...given };
  const modelOf = ({ common }: ParsedParameters) => all.find(({ name }) => name === common.model)!;
  let rowsFitted = 0;
  return {
    async warmUp(parameters) {
      const { data: name } = commonSchema.shape.model.safeParse(parameters["model"]);
      await all.find((model) => model.name === name)?.warmUp?.();
    },
    isWornOut: () =>
      rowsFitted > mostRowsFitted || [...all, added?.model].some((model) => model?.isWornOut?.() ?? false),
    async predictCsv(input, given) {
      const raw = named(given);
      if (added?.kind === "rows" && raw["model"] === added.name) return added.model.predictRows(input, raw);
      const { model, parameters, series, frequency, future, warnings } = checkCsv(input, raw, all);
      const { common } = parameters;
      rowsFitted += series.ds.length;
      const forecast = await forecastChecked(model, parameters, series, { frequency, future });
      const { explanation } = forecast;
      return {
        csv: writeForecast(forecast.frame, series.style, common.interval),
        model: model.name,
        modelVersion: model.version,
        parameters: resolve(parameters, ownNames(model), {
          horizon: future.ds.length,
          frequency: frequencyName(frequency),
          date: series.dateColumn,
          target: series.targetColumn,
          "season-length": habitOf(frequency).season,
        }),
        rowsIn: series.rowsIn,
        rowsOut: future.ds.length,
        warnings: [...warnings, ...forecast.warnings],
        ...(explanation !== undefined && { explanation }),
      };
    },
    planPanel(given) {
      const raw = named(given);
      if (added?.kind === "rows" && raw["model"] === added.name) return undefined;
      const parameters = parseParameters(raw, all);
      const { common, own, warnings } = parameters;
      const model = modelOf(parameters);
      return {
        choice: { ...common, columns: model.columns?.(own) },
        header: forecastHeader(common.interval),
        model: model.name,
        modelVersion: model.version,
        parameters: resolve(parameters, ownNames(model), {}),
        warnings,
      };
    },
    async predictSeries(job, given) {
      const parameters = parseParameters(named(given), all);
      for (const { series } of job.items) rowsFitted += series?.ds.length ?? 0;
      return predictSeries(job, parameters, modelOf(parameters));
    },
  };
}

/** By then a thread is replaced, whatever its models say: libraries in WebAssembly never give memory back. */
const mostRowsFitted = 2_000_000;

/** @param found in the data */
function resolve(
  { common, own }: ParsedParameters,
  ownNames: readonly string[],
  found: Readonly<ResolvedParameters>,
): ResolvedParameters {
  const resolved: ResolvedParameters = { model: common.model };
  const { horizon, frequency, date, target } = { ...common, ...found };
  const interval = common.interval.length < 2 ? (common.interval[0] ?? 0) : common.interval.join(",");
  for (const [name, value] of Object.entries({ horizon, frequency, interval, date, target })) {
    if (value !== undefined) resolved[name] = value;
  }
  const all: Record<string, unknown> = { "season-length": found["season-length"], ...own };
  for (const name of ownNames) {
    const value = all[name];
    if (value === undefined) continue;
    // As it could have been given.
    resolved[name] =
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? value
        : JSON.stringify(value);
  }
  return resolved;
}
