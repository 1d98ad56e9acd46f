// A series whose rows are put together as the parameters say, and the refusal of rows that are finer than the frequency
// where they say nothing.
import { inferGrid } from "../grid/infer-frequency.ts";
import { isFew } from "../grid/spacings.ts";
import { InputError } from "../input-error.ts";
import { withoutClosed } from "../open/without-closed.ts";
import type { CommonParameters } from "../parameters/common-parameters.ts";
import type { Series } from "../series/dataset.ts";
import { aggregateDates, aggregateSteps, type Aggregated } from "../time/aggregate.ts";
import { frequencyName, parseFrequency } from "../time/frequency-name.ts";
import { stepsBetween, type Frequency } from "../time/frequency.ts";
import { stepsFrom } from "../time/step-of.ts";

/** @throws InputError parameter.frequency, or csv.too-short where no step is left */
export function aggregated(series: Series, common: CommonParameters): Aggregated {
  const { aggregate, frequency, fill } = common;
  if (aggregate === undefined || series.ds.length === 0) return { series, warnings: [] };
  const put =
    frequency === undefined
      ? { series: aggregateDates(series, aggregate), warnings: [] }
      : // Months of which the rows show no day begin on the first.
        aggregateSteps(
          series,
          parseFrequency(frequency, () => [1]),
          aggregate,
          spacingOfRows(series, fill),
        );
  if (put.series.ds.length > 1) return put;
  const steps = frequency === undefined ? "dates" : `whole steps of frequency ${frequency}`;
  throw new InputError(`The ${series.ds.length} rows lie in fewer than 2 ${steps}.`, {
    code: "csv.too-short",
    line: series.lastLine,
    column: 1,
    fix: "Send a longer history, or set a finer frequency.",
  });
}

/** Undefined for rows at any time, such as sales. */
function spacingOfRows(series: Series, fill: CommonParameters["fill"]): Frequency | undefined {
  const ds = Float64Array.from(new Set(series.ds));
  const grid = ds.length < 2 ? undefined : inferGrid(ds);
  return grid && withoutClosed({ ...series, ds }, grid.frequency, { closed: "auto", fill }).frequency;
}

/**
 * @returns a sentence about the few steps that hold several rows
 * @throws InputError parameter.aggregate where most do
 */
export function refuseFinerRows(
  { ds }: Series,
  frequency: Frequency,
  given: Pick<CommonParameters, "frequency" | "aggregate">,
): string[] {
  // A frequency that the rows showed themselves suits them.
  if (given.frequency === undefined || given.aggregate !== undefined) return [];
  // A month's date may drift, so that it is not the calendar that counts.
  const calendar = stepsFrom(frequency, ds[0]!);
  const stepOf = (date: number) =>
    frequency.kind === "months" ? stepsBetween(frequency, ds[0]!, date) : calendar(date).start;
  const steps = new Set(Array.from(ds, stepOf)).size;
  const further = ds.length - steps;
  const name = frequencyName(frequency);
  if (further === 0) return [];
  if (isFew(further, ds.length)) {
    return [
      `${further === 1 ? "1 row is" : `${further} rows are`} on a step of frequency ${name} that has one already.`,
    ];
  }
  throw new InputError(
    `The frequency ${name} is coarser than the rows: there are ${ds.length} rows in ${steps} of its steps.`,
    {
      code: "parameter.aggregate",
      choices: {
        parameter: "aggregate",
        values: ["sum", "mean"],
        meanings: ["sum: for what is counted or sold", "mean: for what is measured"],
      },
      fix: "Say what the rows of a step become: set the parameter aggregate to sum, mean, first, last, min, max or count. Or leave frequency out to forecast the rows as they are.",
    },
  );
}
