// The room's front door: the bytes of a CSV file and parameters in, a forecast as CSV out.
import { fromSeconds } from "./calendar.ts";
import type { CommonParameters } from "./common-parameters.ts";
import type { Explanation } from "./forecast-model.ts";
import { checkLength, forecastSeries } from "./forecast-series.ts";
import { createFrame } from "./frame.ts";
import { frequencyName, futureDates, habitOf, parseFrequency } from "./frequency.ts";
import type { Frequency } from "./frequency.ts";
import { inferFrequency } from "./infer-frequency.ts";
import { InputError } from "./input-error.ts";
import type { ModelAssets } from "./models.ts";
import { createModels } from "./models.ts";
import { ownNames, parseParameters } from "./parameters.ts";
import type { ParsedParameters, RawParameters } from "./parameters.ts";
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
  /** Loads and compiles what the first forecast would wait for. */
  warmUp(): Promise<void>;
  /** Whether this thread should be replaced before its next forecast. */
  isWornOut(): boolean;
}

export function createPredictor(assets: ModelAssets): Predictor {
  const models = createModels(assets);
  const all = Object.values(models);
  return {
    async warmUp() {
      for (const model of all) await model.warmUp?.();
    },
    isWornOut: () => all.some((model) => model.isWornOut?.() ?? false),
    async predictCsv(input, raw) {
      const parsed = parseParameters(raw, all);
      const { common, own } = parsed;
      const model = models[common.model]!;
      const series = readSeries(input, common);
      checkLength(series.y.length, model, { line: series.lastLine, target: series.targetColumn });
      const frequency = frequencyOf(series, common);
      const horizon = common.horizon ?? habitOf(frequency).horizon;
      const future = futureOf(series, frequency, horizon);
      const { frame, warnings, explanation } = await forecastSeries({
        model,
        history: createFrame({ ds: series.ds, y: series.y }),
        future: createFrame({ ds: future }),
        frequency,
        parameters: own,
        common,
      });
      return {
        csv: writeForecast(frame, series.style, common.interval),
        model: common.model,
        modelVersion: model.version,
        parameters: resolve(parsed, ownNames(model), series, frequency, horizon),
        rowsIn: series.rowsIn,
        rowsOut: future.length,
        warnings: [...series.warnings, ...parsed.warnings, ...warnings],
        ...(explanation !== undefined && { explanation }),
      };
    },
  };
}

function frequencyOf({ ds, lastLine, warnings }: Series, parameters: CommonParameters): Frequency {
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
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      resolved[name] = value;
    }
  }
  return resolved;
}
