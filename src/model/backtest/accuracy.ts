// Measures of a forecast against what came. sMAPE and MASE as in the M4 competition: Makridakis, Spiliotis and
// Assimakopoulos (2020), "The M4 Competition: 100,000 time series and 61 forecasting methods".
import { daySeconds } from "../time/calendar.ts";
import { defaultsFor, type Frequency } from "../time/frequency.ts";

type Values = readonly number[];

export const mean = (values: Values): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** In percent, 0 to 200. */
export function smape(actual: Values, forecast: Values): number {
  return mean(
    actual.map((value, i) => {
      const size = Math.abs(value) + Math.abs(forecast[i]!);
      return size === 0 ? 0 : (200 * Math.abs(value - forecast[i]!)) / size;
    }),
  );
}

export function meanAbsoluteError(actual: Values, forecast: Values): number {
  return mean(actual.map((value, i) => Math.abs(value - forecast[i]!)));
}

export function rootMeanSquaredError(actual: Values, forecast: Values): number {
  const errors = actual.map((value, i) => value - forecast[i]!);
  const found = Math.sqrt(mean(errors.map((error) => error ** 2)));
  const largest = errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);
  // The squares of very large errors leave the range of numbers.
  if (Number.isFinite(found) || !Number.isFinite(largest)) return found;
  return largest * Math.sqrt(mean(errors.map((error) => (error / largest) ** 2)));
}

/** Above 0 when the forecast is too high. */
export function bias(actual: Values, forecast: Values): number {
  return mean(actual.map((value, i) => forecast[i]! - value));
}

/** Share of the values inside the band, its edges included. */
export function coverage(actual: Values, lower: Values, upper: Values): number {
  return mean(actual.map((value, i) => (value >= lower[i]! && value <= upper[i]! ? 1 : 0)));
}

/** Mean absolute seasonal difference of the history, by which MASE divides; NaN for a history of one season or less. */
export function maseScale(history: Values, season: number): number {
  return mean(history.slice(season).map((value, i) => Math.abs(value - history[i]!)));
}

/**
 * The season by which the competition scales: a day of hours, a year of months or quarters, and none for days, weeks
 * and years. Rows within the hour, which it did not have, count a day, as hours do.
 */
export function scaleSeason(frequency: Frequency): number {
  const isCoarse =
    frequency.kind === "business" || (frequency.kind !== "months" && frequency.seconds >= daySeconds);
  return isCoarse ? 1 : defaultsFor(frequency).season;
}
