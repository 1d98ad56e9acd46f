// The room's front door: the bytes of a CSV file and parameters in, a forecast as CSV out.
import { createFrame, columnOf, hasColumn } from "./frame.ts";
import type { Forecast, ForecastModel } from "./forecast-model.ts";
import { fromSeconds } from "./calendar.ts";
import { frequencyName, futureDates, habitOf, parseFrequency } from "./frequency.ts";
import type { Frequency } from "./frequency.ts";
import { inferFrequency } from "./infer-frequency.ts";
import { InputError } from "./input-error.ts";
import { naive, seasonalNaive } from "./naive.ts";
import { appliesTo, parameterNames, parseParameters } from "./parameters.ts";
import type { Parameters, RawParameters } from "./parameters.ts";
import { loadStan } from "./prophet-fit.ts";
import { createProphet } from "./prophet.ts";
import { readSeries } from "./read-series.ts";
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
}

export type ResolvedParameters = Record<string, string | number | boolean>;

export interface ModelAssets {
  /** The bytes of `prophet_bg.wasm` of @bsull/augurs; called once, when Prophet is first needed. */
  prophetWasm: () => Uint8Array;
}

export interface Predictor {
  /**
   * @param parameters raw, e.g. strings from object metadata
   * @throws InputError for an input or a parameter that can never work. Anything else is a fault of this thread.
   */
  predictCsv(input: Uint8Array, parameters: RawParameters): Promise<Prediction>;
  /** Loads and compiles what the first forecast would wait for. */
  warmUp(): Promise<void>;
  /** Whether this thread should be replaced before its next forecast. */
  isWornOut(): boolean;
}

export function createPredictor(assets: ModelAssets): Predictor {
  const prophet = createProphet(() => loadStan(assets.prophetWasm));
  const models: Record<Parameters["model"], ForecastModel> = {
    prophet,
    "seasonal-naive": seasonalNaive,
    naive,
  };
  return {
    warmUp: () => prophet.warmUp(),
    isWornOut: () => prophet.isWornOut(),
    async predictCsv(input, raw) {
      const parameters = parseParameters(raw);
      const model = models[parameters.model];
      const series = readSeries(input, parameters);
      checkLength(series, model, parameters);
      const frequency = frequencyOf(series, parameters);
      const horizon = parameters.horizon ?? habitOf(frequency).horizon;
      const future = futureOf(series, frequency, horizon);
      const { frame, warnings } = isConstant(series.y)
        ? constantForecast(series.y.at(-1)!, future, parameters.interval)
        : await model.forecast({
            history: createFrame({ ds: series.ds, y: series.y }),
            future,
            frequency,
            parameters,
          });
      checkFinite(frame);
      return {
        csv: writeForecast(frame, series.style),
        model: parameters.model,
        modelVersion: model.version,
        parameters: resolve(parameters, series, frequency, horizon),
        rowsIn: series.rowsIn,
        rowsOut: future.length,
        warnings: [...series.warnings, ...ignored(raw, parameters), ...warnings],
      };
    },
  };
}

function checkLength(
  { y, targetColumn, lastLine }: Series,
  model: ForecastModel,
  parameters: Parameters,
): void {
  const count = y.length;
  if (count < model.minimumRows) {
    throw new InputError(
      `There ${count === 1 ? "is 1 row" : `are ${count} rows`} with a value in column ${targetColumn}; ${parameters.model} needs at least ${model.minimumRows}.`,
      {
        code: "csv.too-short",
        line: lastLine,
        column: 1,
        fix: "Send a longer history: at least two seasons make a useful forecast.",
      },
    );
  }
  if (count > model.maximumRows) {
    throw new InputError(`There are ${count} rows; ${parameters.model} takes at most ${model.maximumRows}.`, {
      code: "csv.too-long",
      line: lastLine,
      column: 1,
      fix: "Send only the newest rows, send totals of longer steps (hours instead of minutes), or set model to seasonal-naive.",
    });
  }
}

function frequencyOf({ ds, lastLine, warnings }: Series, parameters: Parameters): Frequency {
  if (parameters.frequency !== undefined) {
    return parseFrequency(parameters.frequency, () => ds.map((seconds) => fromSeconds(seconds).day));
  }
  const inferred = inferFrequency(ds);
  if (inferred === undefined) {
    throw new InputError("The dates are not evenly spaced, so the dates to forecast are not clear.", {
      code: "csv.no-frequency",
      line: lastLine,
      column: 1,
      fix: "Set the parameter frequency, for example to D, h or MS.",
    });
  }
  if (inferred.irregular > 0) {
    warnings.push(
      `${inferred.irregular === 1 ? "One spacing does" : `${inferred.irregular} spacings do`} not fit the frequency ${frequencyName(inferred.frequency)}.`,
    );
  }
  return inferred.frequency;
}

/** A forecast over many times the history's own length says nothing, and its band would cost without bound. */
const longestReach = 100;

function futureOf({ ds }: Series, frequency: Frequency, horizon: number): number[] {
  const future = futureDates(frequency, ds.at(-1)!, horizon);
  const [first, last, end] = [ds[0]!, ds.at(-1)!, future.at(-1)!];
  if (end - last > longestReach * (last - first)) {
    throw new InputError(
      `A horizon of ${horizon} rows at frequency ${frequencyName(frequency)} reaches over ${longestReach} times as far as the history goes back.`,
      { code: "parameter.horizon", fix: "Set a smaller horizon, or send a longer history." },
    );
  }
  if (fromSeconds(end).year > 9999 || Number.isNaN(fromSeconds(end).year)) {
    throw new InputError("The forecast would end after the year 9999.", {
      code: "parameter.horizon",
      fix: "Set a smaller horizon.",
    });
  }
  return future;
}

/** Equal but for rounding. Such a series, all zeros above all, makes Stan trap. */
function isConstant(y: readonly number[]): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (const value of y) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}

function constantForecast(value: number, future: readonly number[], interval: number): Forecast {
  const yhat = future.map(() => value);
  return {
    frame: createFrame(
      interval === 0 ? { ds: future, yhat } : { ds: future, yhat, yhat_lower: yhat, yhat_upper: yhat },
    ),
    warnings: ["All values are equal, so the forecast repeats them and its band has no width."],
  };
}

function checkFinite(frame: Forecast["frame"]): void {
  for (const column of ["yhat", "yhat_lower", "yhat_upper"] as const) {
    if (!hasColumn(frame, column) || columnOf(frame, column).every(Number.isFinite)) continue;
    throw new InputError("The forecast leaves the range of numbers.", {
      code: "model.not-finite",
      fix: "Divide all values by a common factor, for example count in millions, and set a smaller horizon.",
    });
  }
}

function resolve(
  parameters: Parameters,
  series: Series,
  frequency: Frequency,
  horizon: number,
): ResolvedParameters {
  const resolved: ResolvedParameters = {};
  const found = {
    ...parameters,
    horizon,
    frequency: frequencyName(frequency),
    date: series.dateColumn,
    target: series.targetColumn,
    "season-length": parameters["season-length"] ?? habitOf(frequency).season,
  };
  for (const name of parameterNames) {
    const value = found[name];
    if (value !== undefined && appliesTo(name, parameters.model)) resolved[name] = value;
  }
  return resolved;
}

/** Defaults of the service may be meant for another model, so they are told and not refused. */
function ignored(raw: RawParameters, { model }: Parameters): string[] {
  return parameterNames
    .filter((name) => Object.hasOwn(raw, name) && !appliesTo(name, model))
    .map((name) => `The parameter ${name} has no effect with model ${model}.`);
}
