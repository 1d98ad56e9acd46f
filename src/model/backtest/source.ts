// The series of a file for a backtest, each with its frequency, and those that no model can be tried on.
import { refuseFinerRows } from "../check/aggregated.ts";
import { frequencyOf, type Beside, type Spaced } from "../check/check-series.ts";
import { readDataset } from "../csv/read-dataset.ts";
import { InputError, isInputError, orInputError } from "../input-error.ts";
import { columnChoice } from "../parameters/parameters.ts";
import type { CommonParameters } from "../parameters/common-parameters.ts";
import type { Dataset, Series } from "../series/dataset.ts";
import type { Frequency } from "../time/frequency.ts";

export interface Source {
  dataset: Dataset;
  series: SourceSeries[];
  /** Series of many that no model can be tried on. */
  leftOut: { id: readonly string[]; error: InputError }[];
  warnings: string[];
}

export interface SourceSeries extends Series {
  frequency: Frequency;
}

/**
 * @param columns further ones
 * @throws InputError csv.* for a fault of the file
 */
export async function readSource(
  input: Uint8Array,
  common: CommonParameters,
  columns: readonly string[],
): Promise<Source> {
  const dataset = await readDataset(input, { ...columnChoice(common), columns });
  const { series, warnings } = dataset;
  if (dataset.idColumns.length === 0) {
    const [one] = series;
    const { history, frequency, warnings: further } = spacedFor(one!, common, dataset);
    return { dataset, series: [{ ...history, frequency }], leftOut: [], warnings: [...warnings, ...further] };
  }
  const source: Source = { dataset, series: [], leftOut: leftOutOf(series), warnings };
  for (const each of series.filter(({ fault }) => fault === undefined)) {
    const found = each.ds.length < 2 ? tooShort(each) : orInputError(() => spacedFor(each, common, dataset));
    if (isInputError(found)) source.leftOut.push({ id: each.id, error: found });
    else source.series.push({ ...found.history, frequency: found.frequency });
  }
  return source;
}

function spacedFor(series: Series, common: CommonParameters, beside: Beside): Spaced {
  const spaced = frequencyOf(series, common, beside);
  const finer = refuseFinerRows(spaced.history, spaced.frequency, common);
  return { ...spaced, warnings: [...spaced.warnings, ...finer] };
}

const leftOutOf = (series: readonly Series[]): Source["leftOut"] =>
  series.flatMap(({ id, fault }) =>
    fault === undefined ? [] : [{ id, error: new InputError(fault.message, fault) }],
  );

const tooShort = ({ lastLine }: Series): InputError =>
  new InputError("There are fewer than 2 rows with a value.", {
    code: "csv.too-short",
    line: lastLine,
    column: 1,
    fix: "Send a longer history of this series.",
  });
