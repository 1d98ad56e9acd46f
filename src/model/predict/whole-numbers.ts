// Forecasts of counts as whole numbers.
import type { ForecastRows } from "../series/forecast-table.ts";

/**
 * Rounds what the forecasts add up to, not each for itself: 0.3 a day is a one every third or fourth day, not never. Each
 * sum from the first row on is within half of the unrounded one, and each value within one. Bands are rounded outwards,
 * so the point stays inside. Error diffusion in one dimension: Floyd and Steinberg (1976), An adaptive algorithm for
 * spatial greyscale.
 */
export function wholeNumbers({ ds, yhat, bands }: ForecastRows): ForecastRows {
  let owed = 0;
  const whole = yhat.map((value) => {
    // Neighbours alone, whatever is lost to the digits of large numbers.
    const rounded = Math.min(Math.max(Math.round(value + owed), Math.floor(value)), Math.ceil(value));
    owed += value - rounded;
    return rounded + 0;
  });
  return {
    ds,
    yhat: whole,
    bands: bands.map(({ lower, upper }) => ({
      lower: lower.map((value) => Math.floor(value) + 0),
      upper: upper.map((value) => Math.ceil(value) + 0),
    })),
  };
}
