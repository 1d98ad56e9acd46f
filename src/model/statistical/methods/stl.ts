// Decomposition into trend, seasons and remainder: STL of Cleveland, Cleveland, McRae and Terpenning (1990), and MSTL
// for several seasons of Bandara, Hyndman and Bergmeir (2021), https://arxiv.org/abs/2107.13462
import { loess, loessAt } from "./loess.ts";

export interface Decomposition {
  trend: Float64Array;
  /** One for each period, in the order of the periods. */
  seasonals: Float64Array[];
  /** The series without its seasons. */
  adjusted: Float64Array;
}

/** Passes over all seasons, so that one season's first estimate no longer holds parts of another. */
const passes = 2;

/** Passes of STL's inner loop, as R and statsmodels have it without robustness weights. */
const innerPasses = 2;

/** Width of the seasonal smoother in periods: 11 for the shortest, 15 for the next. */
const seasonalWidth = (index: number): number => 11 + 4 * index;

/**
 * @param periods ascending, each at least 2 and at most half of the length
 * @param width of the seasonal smoother; "periodic" for seasons that do not change
 */
export function decompose(
  y: ArrayLike<number>,
  periods: readonly number[],
  width: "changing" | "periodic" = "changing",
): Decomposition {
  const n = y.length;
  const adjusted = Float64Array.from(y);
  const seasonals: Float64Array[] = periods.map(() => new Float64Array(n));
  let trend: Float64Array = new Float64Array(n);
  for (let pass = 0; pass < (periods.length > 1 ? passes : 1); pass++) {
    for (const [index, period] of periods.entries()) {
      const seasonal = seasonals[index]!;
      for (let i = 0; i < n; i++) adjusted[i] = adjusted[i]! + seasonal[i]!;
      const fit = stl(adjusted, period, width === "periodic" ? 10 * n + 1 : seasonalWidth(index));
      if (width === "periodic") averagePhases(fit.seasonal, period);
      seasonals[index] = fit.seasonal;
      trend = fit.trend;
      for (let i = 0; i < n; i++) adjusted[i] = adjusted[i]! - fit.seasonal[i]!;
    }
  }
  if (periods.length === 0) trend = loess(y, odd(Math.max(7, n / 2)), 1, Math.ceil(n / 20));
  return { trend, seasonals, adjusted };
}

/** The seasons' last cycles, again and again. */
export function repeatSeasons(
  { seasonals }: Decomposition,
  periods: readonly number[],
  horizon: number,
): Float64Array {
  const sum = new Float64Array(horizon);
  for (const [index, period] of periods.entries()) {
    const seasonal = seasonals[index]!;
    const start = seasonal.length - period;
    for (let h = 0; h < horizon; h++) sum[h] = sum[h]! + seasonal[start + (h % period)]!;
  }
  return sum;
}

function stl(
  y: Float64Array,
  period: number,
  seasonalWindow: number,
): { seasonal: Float64Array; trend: Float64Array } {
  const n = y.length;
  const trendWindow = odd((1.5 * period) / (1 - 1.5 / seasonalWindow));
  const lowWindow = odd(period);
  let trend: Float64Array = new Float64Array(n);
  const seasonal = new Float64Array(n);
  const extended = new Float64Array(n + 2 * period);
  const rest = new Float64Array(n);
  for (let pass = 0; pass < innerPasses; pass++) {
    for (let i = 0; i < n; i++) rest[i] = y[i]! - trend[i]!;
    smoothPhases(rest, period, seasonalWindow, extended);
    const low = loess(
      movingAverage(movingAverage(movingAverage(extended, period), period), 3),
      lowWindow,
      1,
      Math.ceil(lowWindow / 10),
    );
    for (let i = 0; i < n; i++) {
      seasonal[i] = extended[period + i]! - low[i]!;
      rest[i] = y[i]! - seasonal[i]!;
    }
    trend = loess(rest, trendWindow, 1, Math.ceil(trendWindow / 10));
  }
  return { seasonal, trend };
}

/** Smooths all Mondays, all Tuesdays and so on, each one cycle beyond its ends. */
function smoothPhases(y: Float64Array, period: number, width: number, extended: Float64Array): void {
  for (let phase = 0; phase < period; phase++) {
    const count = Math.ceil((y.length - phase) / period);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = y[phase + i * period]!;
    const smooth = loess(values, width, 0, Math.ceil(width / 10));
    extended[phase] = loessAt(values, width, 0, -1);
    for (let i = 0; i < count; i++) extended[phase + (i + 1) * period] = smooth[i]!;
    extended[phase + (count + 1) * period] = loessAt(values, width, 0, count);
  }
}

function averagePhases(seasonal: Float64Array, period: number): void {
  for (let phase = 0; phase < period; phase++) {
    let sum = 0;
    let count = 0;
    for (let i = phase; i < seasonal.length; i += period, count++) sum += seasonal[i]!;
    for (let i = phase; i < seasonal.length; i += period) seasonal[i] = sum / count;
  }
}

/** Shorter by `length - 1` values. */
function movingAverage(values: Float64Array, length: number): Float64Array {
  const result = new Float64Array(values.length - length + 1);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[i]!;
  result[0] = sum / length;
  for (let i = length; i < values.length; i++) {
    sum += values[i]! - values[i - length]!;
    result[i - length + 1] = sum / length;
  }
  return result;
}

/** The next odd whole number. */
function odd(value: number): number {
  const whole = Math.ceil(value);
  return whole % 2 === 1 ? whole : whole + 1;
}
