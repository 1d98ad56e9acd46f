// The room's front door: series of a dataset and parameters in, lines of a forecast out. What one thread knows: its
// models, and how much they have worked.
import type { RawParameters } from "../../core/contract.ts";
import { commonSchema } from "../parameters/common-parameters.ts";
import { forecastLines } from "../csv/write-forecast.ts";
import { createDateCells, dateKindOf } from "../results/date-cells.ts";
import { formatIn, hasTypedDates } from "../results/result-format.ts";
import { createModels } from "./models.ts";
import type { LoadedModel } from "../own/own-model.ts";
import { ownNames, parseParameters, readChoice, type ParsedParameters } from "../parameters/parameters.ts";
import { resolveParameters } from "../parameters/resolve-parameters.ts";
import type { Dataset } from "../series/dataset.ts";
import type { Forecasts, Plan } from "./plan.ts";
import { predict } from "./predict.ts";

export interface Predictor {
  /**
   * @param parameters raw, e.g. strings from object metadata
   * @throws InputError for a parameter that can never work
   */
  prepare(parameters: RawParameters): Plan;
  /**
   * @param chunk a dataset, some series of one, or a table for a model that scores rows
   * @param options `withParts` to say as well what each forecast is made of
   * @throws InputError for a parameter or a table that can never work; what is wrong with a series is in its outcome.
   *   Anything else is a fault of this thread.
   */
  forecast(
    chunk: Dataset | Uint8Array,
    parameters: RawParameters,
    options?: { withParts?: boolean | undefined },
  ): Promise<Forecasts>;
  /**
   * Has the engine compile what the first forecast would wait for, if it is made with these parameters. No more, since
   * somebody waits for the start.
   */
  warmUp(parameters: RawParameters): Promise<void>;
  /** Whether this thread should be replaced before its next forecast. */
  isWornOut(): boolean;
}

/** @param added a model of the user's own, which is then the default */
export function createPredictor(added?: LoadedModel): Predictor {
  const models = Object.values(createModels());
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
    prepare(given) {
      const raw = named(given);
      if (added?.kind === "rows" && raw["model"] === added.name) return added.model.plan;
      const parameters = parseParameters(raw, all);
      const model = modelOf(parameters);
      return {
        choice: readChoice(parameters, model),
        levels: parameters.common.interval,
        model: model.name,
        modelVersion: model.version,
        parameters: resolveParameters(parameters, ownNames(model), {}),
        warnings: parameters.warnings,
      };
    },
    async forecast(chunk, given, { withParts = false } = {}) {
      const raw = named(given);
      if (chunk instanceof Uint8Array) {
        if (added?.kind !== "rows") throw new Error("There is no model that scores rows.");
        return added.model.forecast(chunk, raw);
      }
      const parameters = parseParameters(raw, all);
      for (const { ds } of chunk.series) rowsFitted += ds.length;
      const table = await predict(chunk, parameters, modelOf(parameters), withParts);
      const outcomes = table.series.map(({ outcome }) => outcome);
      const parts = withParts ? { parts: table.series.map((series) => series.parts) } : {};
      if (!hasTypedDates(formatIn(raw))) return { csv: forecastLines(table), outcomes, ...parts };
      return { csv: forecastLines(table, createDateCells), dates: dateKindOf(table), outcomes, ...parts };
    },
  };
}

/** By then a thread is replaced, whatever its models say: libraries in WebAssembly never give memory back. */
const mostRowsFitted = 2_000_000;
