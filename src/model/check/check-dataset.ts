// All that can be said of a file and its parameters before a model sees them. The command line checks with this before
// an upload and the container does the same after it, so this file imports neither danfo nor augurs, which lie only in
// the image.
import type { InputFault, RawParameters } from "../../core/contract.ts";
import { readDataset } from "../csv/read-dataset.ts";
import { faultOf, InputError, isInputError, orInputError } from "../input-error.ts";
import type { ModelDescription } from "../parameters/model-description.ts";
import { parseParameters, readChoice } from "../parameters/parameters.ts";
import type { Dataset, Series } from "../series/dataset.ts";
import { checkSeries, type CheckedSeries } from "./check-series.ts";
import { fallbackDates, faultOfAll } from "./fallback-dates.ts";

export interface CheckedDataset {
  model: ModelDescription;
  dataset: Dataset;
  /** In the order of the dataset. */
  series: JudgedSeries[];
  /** Sentences: what was fixed or left out, and which parameters do nothing. */
  warnings: string[];
}

export interface JudgedSeries {
  series: Series;
  /** Undefined when the model cannot forecast it. */
  checked: CheckedSeries | undefined;
  fault: InputFault | undefined;
  /** Whether a fallback can forecast it instead. */
  fallsBack: boolean;
}

/**
 * @param raw parameters, e.g. strings from object metadata
 * @param models all that may be named
 * @throws InputError for an input or a parameter that can never work
 */
export async function checkDataset(
  input: Uint8Array,
  raw: RawParameters,
  models: readonly ModelDescription[],
): Promise<CheckedDataset> {
  const parameters = parseParameters(raw, models);
  const { common } = parameters;
  const model = models.find(({ name }) => name === common.model)!;
  const dataset = await readDataset(input, readChoice(parameters, model));
  const isOne = dataset.idColumns.length === 0;
  const series = dataset.series.map((each): JudgedSeries => {
    const checked = orInputError(() => checkSeries(each, dataset.targetColumn, model, parameters, dataset));
    if (!isInputError(checked)) return { series: each, checked, fault: undefined, fallsBack: false };
    if (isOne) throw checked;
    const fallsBack = fallbackDates(each, common, dataset) !== undefined;
    return { series: each, checked: undefined, fault: faultOf(checked), fallsBack };
  });
  const hopeless = faultOfAll(
    series.map(({ checked, fault, fallsBack }) => ({
      hasForecast: checked !== undefined || fallsBack,
      fault,
    })),
  );
  if (hopeless !== undefined) throw new InputError(hopeless.message, hopeless);
  // Of many series each could be warned of; its forecast will say so.
  const [one] = isOne ? series : [];
  return {
    model,
    dataset,
    series,
    warnings: [...dataset.warnings, ...(one?.checked?.warnings ?? []), ...parameters.warnings],
  };
}
