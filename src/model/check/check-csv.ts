// All that can be said of a file and its parameters before a model sees them. The command line checks with this before
// an upload and the container after it, so this file imports neither danfo nor augurs, which lie only in the image.
import type { RawParameters } from "../../core/contract.ts";
import { checkSeries } from "./check-series.ts";
import type { Future } from "./check-series.ts";
import type { Frequency } from "../time/frequency.ts";
import type { ModelDescription } from "../parameters/model-description.ts";
import { parseParameters } from "../parameters/parameters.ts";
import type { ParsedParameters } from "../parameters/parameters.ts";
import { readSeries } from "../series/read-series.ts";
import type { Series } from "../series/read-series.ts";

export interface CheckedCsv<Model extends ModelDescription = ModelDescription> {
  model: Model;
  parameters: ParsedParameters;
  series: Series;
  frequency: Frequency;
  future: Future;
  /** Sentences: what was mended or left out, and which parameters do nothing. */
  warnings: string[];
}

/**
 * @param raw parameters, e.g. strings from object metadata
 * @param models all that may be named
 * @throws InputError for an input or a parameter that can never work
 */
export function checkCsv<Model extends ModelDescription>(
  input: Uint8Array,
  raw: RawParameters,
  models: readonly Model[],
): CheckedCsv<Model> {
  const parameters = parseParameters(raw, models);
  const { common, own } = parameters;
  const model = models.find(({ name }) => name === common.model)!;
  const series = readSeries(input, {
    ...common,
    columns: model.columns?.(own),
    negativeFix: model.negativeFix?.(own),
  });
  const { frequency, future, warnings } = checkSeries(series, model, parameters);
  return {
    model,
    parameters,
    series,
    frequency,
    future,
    warnings: [...series.warnings, ...warnings, ...parameters.warnings],
  };
}
