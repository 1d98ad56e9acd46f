// Seasons of thousands of rows, such as a week of five minutes or of minutes. A decomposition of several of them would cost
// seconds, and they are needed for their shape alone: the mean of each phase over the cycles is taken out before, and candidates
// see the newest rows of what is left, with the shorter seasons.
import { forecastCandidates, type Candidates } from "./candidates.ts";
import { addDemandMethods, isDemandMethod } from "./intermittent/candidates.ts";

/** Longer seasons are taken out by means. */
export const longSeason = 2000;

/** Rows of what is left that candidates are fitted to, at least. */
const newest = 3000;

/**
 * As forecastCandidates, for seasons of any length.
 * @param periods ascending, each at most half as long as the series
 */
export function forecastAllSeasons(
  y: Float64Array,
  periods: readonly number[],
  horizon: number,
  wanted: (name: string) => boolean,
): Candidates {
  const short = periods.filter((period) => period <= longSeason);
  const long = periods.filter((period) => period > longSeason);
  if (long.length === 0) return forecastCandidates(y, periods, horizon, wanted);
  let rest = y;
  const ahead = new Float64Array(horizon);
  for (const period of long) {
    const shape = shapeOf(rest, period);
    const start = rest.length;
    rest = rest.map((value, t) => value - shape[(t - start + period * Math.ceil(start / period)) % period]!);
    for (let h = 0; h < horizon; h++) ahead[h]! += shape[h % period]!;
  }
  const recent = rest.subarray(Math.max(0, rest.length - Math.max(newest, 4 * (short.at(-1) ?? 0))));
  const forecasts = forecastCandidates(
    recent,
    short,
    horizon,
    (name) => wanted(name) && !isDemandMethod(name),
  );
  const result: Candidates = new Map();
  for (const [name, values] of forecasts) {
    result.set(
      name,
      values.map((value, h) => value + ahead[h]!),
    );
  }
  // Methods for demand follow seasons of any length, and want no values below zero.
  addDemandMethods(
    (name, forecast) => {
      const values = forecast();
      if (values !== undefined) result.set(name, Array.from(values));
    },
    y,
    periods,
    horizon,
    wanted,
  );
  return result;
}

/**
 * Of the phases after the last row: the mean over the cycles of what each lies above its cycle, less the part that chance
 * alone would show, after James and Stein (1961).
 * @param y at least two cycles
 */
export function shapeOf(y: Float64Array, period: number): Float64Array {
  const cycles = Math.floor(y.length / period);
  const first = y.length - cycles * period;
  const levels = Array.from({ length: cycles }, (_, c) => {
    let sum = 0;
    for (let t = 0; t < period; t++) sum += y[first + c * period + t]!;
    return sum / period;
  });
  const slope = (levels.at(-1)! - levels[0]!) / (cycles - 1) / period;
  const above = (c: number, t: number) =>
    y[first + c * period + t]! - levels[c]! - slope * (t - (period - 1) / 2);
  const shape = new Float64Array(period);
  for (let t = 0; t < period; t++) {
    for (let c = 0; c < cycles; c++) shape[t]! += above(c, t) / cycles;
  }
  let [squares, shown] = [0, 0];
  for (let t = 0; t < period; t++) {
    shown += shape[t]! ** 2;
    for (let c = 0; c < cycles; c++) squares += (above(c, t) - shape[t]!) ** 2;
  }
  const byChance = squares / (cycles - 1) / cycles;
  const share = shown > 0 ? Math.max(0, 1 - byChance / shown) : 0;
  return shape.map((value) => share * value);
}
