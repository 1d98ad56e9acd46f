// What a fallback would forecast, and whether one is possible at all. Imports neither danfo nor augurs.
import { aggregated, refuseFinerRows } from "./aggregated.ts";
import { givenFrequency, horizonOf, withZeros, type Beside } from "./check-series.ts";
import type { CommonParameters } from "../parameters/common-parameters.ts";
import { futureTimes, type FutureTimes } from "../clock/future-clock.ts";
import type { Frequency } from "../time/frequency.ts";
import { gridOfOthers } from "../grid/grid-of-others.ts";
import { inferGrid } from "../grid/infer-frequency.ts";
import { withoutOdd } from "../grid/without-odd.ts";
import { isInputError, orInputError } from "../input-error.ts";
import type { InputFault } from "../../core/contract.ts";
import { openAsOthers, withoutClosed } from "../open/without-closed.ts";
import type { Series } from "../series/dataset.ts";

/** The end of the year 9999, behind which no date can be written. */
const lastDate = 253_402_300_799;

/**
 * @param beside holds the typical frequency, for one too short to show its own
 * @returns undefined when the dates to forecast are not known
 */
export function fallbackDates(
  given: Series,
  common: CommonParameters,
  beside: Beside,
): (FutureTimes & { history: Series; frequency: Frequency }) | undefined {
  const whole = orInputError(() => aggregated(given, common));
  if (isInputError(whole)) return undefined;
  const { series } = whole;
  const { ds } = series;
  // A frequency that cannot be read is reported with the model's own try.
  const named = orInputError(() => givenFrequency(ds, common));
  const alone = named === undefined && ds.length > 1 ? inferGrid(ds) : undefined;
  const others = named === undefined ? gridOfOthers(ds, alone, beside.typicalFrequency) : undefined;
  const grid = others?.grid ?? alone;
  const spacing = (isInputError(named) ? undefined : named) ?? grid?.frequency ?? typicalOf(beside, common);
  if (spacing === undefined || ds.length === 0) return undefined;
  const even = grid === undefined ? series : withoutOdd(series, grid).history;
  const own = withoutClosed(even, spacing, common);
  const { history, frequency } = openAsOthers(own, beside.typicalFrequency, common);
  if (isInputError(orInputError(() => refuseFinerRows(history, frequency, common)))) return undefined;
  const filled = orInputError(() => withZeros(history, frequency, common, beside));
  if (isInputError(filled)) return undefined;
  const count = horizonOf(history, frequency, common);
  const future = futureTimes(frequency, filled.ds.at(-1)!, count, history.clock);
  if (future.ds.some((date) => date > lastDate)) return undefined;
  return { history: filled, frequency, ...future };
}

function typicalOf(
  { typicalFrequency: typical }: Beside,
  { closed }: CommonParameters,
): Frequency | undefined {
  return closed === "no" && typical?.kind === "open" ? { kind: "fixed", seconds: typical.seconds } : typical;
}

/** Faults that have nothing to do with the values of a series. */
export const isOfAll = (code: string): boolean =>
  code.startsWith("parameter.") || code === "model.threw" || code === "model.bad-result";

/**
 * When no series of a panel has a forecast, or all of them meet a parameter that does not fit or a model of the user's
 * own that is broken, the fault is the file's and not that of each.
 * @returns the first fault, then
 */
export function faultOfAll(
  series: readonly { hasForecast: boolean; fault: InputFault | undefined }[],
): InputFault | undefined {
  const isHopeless =
    series.every(({ hasForecast }) => !hasForecast) ||
    series.every(({ fault }) => fault !== undefined && isOfAll(fault.code));
  return isHopeless ? series.find(({ fault }) => fault !== undefined)?.fault : undefined;
}
