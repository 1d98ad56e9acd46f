// What can be said of one series before a model sees it: whether it is long enough, its spacing, what shall be forecast.
import { fromSeconds } from "../time/calendar.ts";
import { negativeValue } from "../csv/cell-errors.ts";
import { aggregated, refuseFinerRows } from "./aggregated.ts";
import { checkLength } from "./check-length.ts";
import type { CommonParameters } from "../parameters/common-parameters.ts";
import { futureTimes, shownBy, type FutureTimes } from "../clock/future-clock.ts";
import { countDates, defaultsFor, openFrequency, type Frequency } from "../time/frequency.ts";
import { frequencyName, parseFrequency } from "../time/frequency-name.ts";
import { gridFor } from "../grid/given-frequency.ts";
import { gridOfOthers } from "../grid/grid-of-others.ts";
import { inferGrid } from "../grid/infer-frequency.ts";
import { noFrequency } from "../grid/no-frequency.ts";
import { InputError } from "../input-error.ts";
import { quote } from "../../core/quote.ts";
import type { Numbers } from "../numeric/numbers.ts";
import type { ModelDescription } from "../parameters/model-description.ts";
import type { ParsedParameters } from "../parameters/parameters.ts";
import { formatDate } from "../csv/parse-date.ts";
import { withoutOdd } from "../grid/without-odd.ts";
import { fillSteps } from "../time/fill-steps.ts";
import { recurringTimes } from "../open/recurring-times.ts";
import { closedNote, openAsOthers, withoutClosed } from "../open/without-closed.ts";
import type { Dataset, Rows, Series } from "../series/dataset.ts";

export interface CheckedSeries {
  /** What the model learns from: rows off the grid of the others are not in it. */
  history: Series;
  frequency: Frequency;
  /** What shall be forecast: dates, and the values of the further columns that the parameters name. */
  future: Rows & Pick<FutureTimes, "moments">;
  /** Sentences: what does not fit the frequency. */
  warnings: string[];
}

/** What the file says of its series together. */
export type Beside = Partial<Pick<Dataset, "typicalFrequency" | "lastDate">>;

/**
 * @param targetColumn where the values stand in the file
 * @throws InputError for a series that the model can never forecast with these parameters
 */
export function checkSeries(
  series: Series,
  targetColumn: string,
  model: ModelDescription,
  { common, own }: ParsedParameters,
  beside: Beside = {},
): CheckedSeries {
  const { y, lastLine, fault } = series;
  if (fault !== undefined) throw new InputError(fault.message, fault);
  // Rows that will be put together may be as many as they like.
  const maximumRows = common.aggregate === undefined ? model.maximumRows : Infinity;
  checkLength(y.length, { ...model, maximumRows }, { line: lastLine, target: targetColumn });
  const fix = model.negativeFix?.(own);
  const value = fix === undefined ? undefined : y.find((each) => each < 0);
  // For one series the reader has reported it already, with its place.
  if (fix !== undefined && value !== undefined)
    throw negativeValue({ line: lastLine, column: 1 }, targetColumn, String(value), fix);
  const { history, frequency, warnings } = frequencyOf(series, common, beside);
  checkLength(history.y.length, model, { line: lastLine, target: targetColumn });
  const future = futureOf(history, frequency, common);
  return {
    history,
    frequency,
    future,
    warnings: [...warnings, ...refuseFinerRows(history, frequency, common)],
  };
}

export interface Spaced {
  /** On the grid. */
  history: Series;
  frequency: Frequency;
  /** Sentences. */
  warnings: string[];
}

/** @throws InputError csv.no-frequency or parameter.frequency */
export function frequencyOf(series: Series, parameters: CommonParameters, beside: Beside = {}): Spaced {
  const whole = aggregated(series, parameters);
  const spaced = spacingOf(whole.series, parameters, beside);
  const { history, frequency, warnings } = openAsOthers(
    withoutClosed(spaced.history, spaced.frequency, parameters),
    beside.typicalFrequency,
    parameters,
  );
  return {
    history: withZeros(history, frequency, parameters, beside),
    frequency,
    warnings: [...whole.warnings, ...spaced.warnings, ...warnings, ...gaps(history, frequency, parameters)],
  };
}

/**
 * Where no row means 0, the zeros are as true as the rows, so that a backtest scores them, too; and what was sold last
 * weeks before the file ends was sold no more.
 * @throws InputError parameter.fill
 */
export function withZeros(
  history: Series,
  frequency: Frequency,
  { fill }: Pick<CommonParameters, "fill">,
  { lastDate }: Beside,
): Series {
  if (fill !== "zero") return history;
  return fillSteps(history, frequency, fill, { until: lastDate, isShown: shownBy(history.clock) });
}

function spacingOf(series: Series, parameters: CommonParameters, beside: Beside): Spaced {
  const { ds, lastLine } = series;
  const given = givenFrequency(ds, parameters);
  if (given !== undefined) {
    const grid = gridFor(ds, given);
    return grid === undefined
      ? { history: series, frequency: given, warnings: [] }
      : { ...withoutOdd(series, grid), frequency: given };
  }
  const grid = inferGrid(ds);
  const others = gridOfOthers(ds, grid, beside.typicalFrequency);
  if (others !== undefined)
    return { history: series, frequency: others.grid.frequency, warnings: [others.note] };
  const recurring = grid === undefined && parameters.closed === "auto" ? recurringTimes(ds) : undefined;
  if (recurring !== undefined) {
    return { history: series, frequency: openFrequency(recurring.open), warnings: [closedNote(recurring)] };
  }
  if (grid === undefined) throw noFrequency(ds, lastLine);
  return { ...withoutOdd(series, grid), frequency: grid.frequency };
}

/** @throws InputError parameter.frequency */
export function givenFrequency(
  ds: Numbers,
  { frequency }: Pick<CommonParameters, "frequency">,
): Frequency | undefined {
  if (frequency === undefined) return undefined;
  return parseFrequency(frequency, () => Array.from(ds, (seconds) => fromSeconds(seconds).day));
}

/** Dates between the first and the last that have no row, not even one without a value. */
function gaps(
  { ds, rowsIn, ahead, clock }: Series,
  frequency: Frequency,
  { fill }: Pick<CommonParameters, "fill">,
): string[] {
  const steps = countDates(frequency, ds[0]!, ds.at(-1)!);
  // Where clocks go forward an hour is left out.
  const skipped =
    clock === undefined || frequency.kind !== "fixed" ? 0 : Math.floor(clock.skipped / frequency.seconds);
  const missing = steps - skipped - (rowsIn - ahead.ds.length);
  if (missing <= 0) return [];
  const have = missing === 1 ? "1 has" : `${missing} have`;
  const means = { zero: ", which means 0", previous: ", which means the value before" };
  const meaning = fill === "zero" || fill === "previous" ? means[fill] : "";
  return [`Of ${steps} dates at frequency ${frequencyName(frequency)}, ${have} no row${meaning}.`];
}

/** A forecast over many times the history's own length says nothing, and its band would cost without bound. */
const longestReach = 100;

export function horizonOf({ ahead }: Series, frequency: Frequency, { horizon }: CommonParameters): number {
  const known = ahead.ds.length;
  return horizon ?? (known > 0 ? known : defaultsFor(frequency).horizon);
}

function futureOf(series: Series, frequency: Frequency, common: CommonParameters): CheckedSeries["future"] {
  const horizon = horizonOf(series, frequency, common);
  const { ds: future, moments } = futureTimes(frequency, series.ds.at(-1)!, horizon, series.clock);
  const [first, last, end] = [series.ds[0]!, series.ds.at(-1)!, future.at(-1)!];
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
  return { ds: Float64Array.from(future), columns: knownFuture(series, future), moments };
}

/** The further columns on the dates to forecast; every one of them must be known. */
function knownFuture({ ahead, style, lastLine }: Series, ds: readonly number[]): Rows["columns"] {
  const names = Object.keys(ahead.columns);
  if (names.length === 0) return {};
  // An hour that comes twice has two rows, in their order.
  const rowsOf = Map.groupBy(ahead.ds.keys(), (row) => ahead.ds[row]!);
  const rows = ds.map((seconds) => {
    const found = rowsOf.get(seconds);
    const row = found !== undefined && found.length > 1 ? found.shift() : found?.[0];
    if (row !== undefined) return row;
    throw new InputError(
      `There is no row that tells ${names.map(quote).join(", ")} for ${formatDate(seconds, style)}.`,
      {
        code: "csv.no-known-future",
        line: lastLine,
        column: 1,
        fix: "Add one row per date to forecast below the history, with these columns filled and the value left empty, or set a smaller horizon.",
      },
    );
  });
  return Object.fromEntries(
    Object.entries(ahead.columns).map(([name, values]) => [
      name,
      Float64Array.from(rows, (row) => values[row]!),
    ]),
  );
}
