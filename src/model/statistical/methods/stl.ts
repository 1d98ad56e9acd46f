// Decomposition into trend, seasons and remainder: STL of Cleveland, Cleveland, McRae and Terpenning (1990), and MSTL
// for several seasons of Bandara, Hyndman and Bergmeir (2021), https://arxiv.org/abs/2107.13462
import { createSmoother, createSmootherAt, type Loess } from "./loess.ts";

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
  const stls = periods.map((period, index) =>
    createStl(n, period, width === "periodic" ? 10 * n + 1 : seasonalWidth(index)),
  );
  for (let pass = 0; pass < (periods.length > 1 ? passes : 1); pass++) {
    for (const [index, period] of periods.entries()) {
      const seasonal = seasonals[index]!;
      for (let i = 0; i < n; i++) adjusted[i] = adjusted[i]! + seasonal[i]!;
      const fit = stls[index]!(adjusted);
      if (width === "periodic") averagePhases(fit.seasonal, period);
      seasonals[index] = fit.seasonal;
      trend = fit.trend;
      for (let i = 0; i < n; i++) adjusted[i] = adjusted[i]! - fit.seasonal[i]!;
    }
  }
  if (periods.length === 0) {
    trend = createSmoother(n, { width: odd(Math.max(7, n / 2)), degree: 1, jump: Math.ceil(n / 20) })(
      adjusted,
    );
  }
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

/** Of series of `n` values. */
function createStl(
  n: number,
  period: number,
  seasonalWindow: number,
): (y: Float64Array) => { seasonal: Float64Array; trend: Float64Array } {
  const smoothPhases = createPhaseSmoother(n, period, loessOf(seasonalWindow, 0));
  const lowOf = createSmoother(n, loessOf(odd(period), 1));
  const trendOf = createSmoother(n, loessOf(odd((1.5 * period) / (1 - 1.5 / seasonalWindow)), 1));
  return (y) => {
    let trend: Float64Array = new Float64Array(n);
    const seasonal = new Float64Array(n);
    const extended = new Float64Array(n + 2 * period);
    const rest = new Float64Array(n);
    for (let pass = 0; pass < innerPasses; pass++) {
      for (let i = 0; i < n; i++) rest[i] = y[i]! - trend[i]!;
      smoothPhases(rest, extended);
      const low = lowOf(movingAverage(movingAverage(movingAverage(extended, period), period), 3));
      for (let i = 0; i < n; i++) {
        seasonal[i] = extended[period + i]! - low[i]!;
        rest[i] = y[i]! - seasonal[i]!;
      }
      trend = trendOf(rest);
    }
    return { seasonal, trend };
  };
}

const loessOf = (width: number, degree: 0 | 1): Loess => ({ width, degree, jump: Math.ceil(width / 10) });

/** Smooths all Mondays, all Tuesdays and so on, each one cycle beyond its ends. */
function createPhaseSmoother(
  n: number,
  period: number,
  loess: Loess,
): (y: Float64Array, extended: Float64Array) => void {
  const ofCount = (count: number) => ({
    values: new Float64Array(count),
    inside: createSmoother(count, loess),
    before: createSmootherAt(count, loess, -1),
    behind: createSmootherAt(count, loess, count),
  });
  const most = Math.ceil(n / period);
  const longer = ofCount(most);
  // Phases that the last cycle does not reach.
  const shorter = n % period === 0 ? longer : ofCount(most - 1);
  return (y, extended) => {
    for (let phase = 0; phase < period; phase++) {
      const count = Math.ceil((y.length - phase) / period);
      const { values, inside, before, behind } = count === most ? longer : shorter;
      for (let i = 0; i < count; i++) values[i] = y[phase + i * period]!;
      const smooth = inside(values);
      extended[phase] = before(values);
      for (let i = 0; i < count; i++) extended[phase + (i + 1) * period] = smooth[i]!;
      extended[phase + (count + 1) * period] = behind(values);
    }
  };
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
