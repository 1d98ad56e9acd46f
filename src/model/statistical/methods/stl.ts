// Decomposition into trend, seasons and remainder: STL of Cleveland, Cleveland, McRae and Terpenning (1990), and MSTL
// for several seasons of Bandara, Hyndman and Bergmeir (2021), https://arxiv.org/abs/2107.13462
import { createSmoother, createSmootherAt, smoothAt, smoothInto, type Loess } from "./loess.ts";

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

export type SeasonWidth = "changing" | "periodic";

/**
 * @param periods ascending, each at least 2 and at most half of the length
 * @param width of the seasonal smoother; "periodic" for seasons that do not change
 */
export const decompose = (
  y: Float64Array,
  periods: readonly number[],
  width: SeasonWidth = "changing",
): Decomposition => createDecomposer(y.length, periods, width)(y);

/** As `decompose`, for series of `n` values, whose weights are made once. */
export function createDecomposer(
  n: number,
  periods: readonly number[],
  width: SeasonWidth,
): (y: Float64Array) => Decomposition {
  const stls = periods.map((period, index) =>
    createStl(n, period, width === "periodic" ? 10 * n + 1 : seasonalWidth(index)),
  );
  return (y) => {
    const adjusted = y.slice();
    const seasonals: Float64Array[] = periods.map(() => new Float64Array(n));
    let trend: Float64Array = new Float64Array(n);
    for (let pass = 0; pass < (periods.length > 1 ? passes : 1); pass++) {
      for (let index = 0; index < periods.length; index++) {
        const former = seasonals[index]!;
        for (let i = 0; i < n; i++) adjusted[i] = adjusted[i]! + former[i]!;
        const fit = stls[index]!(adjusted);
        if (width === "periodic") averagePhases(fit.seasonal, periods[index]!);
        seasonals[index] = fit.seasonal;
        trend = fit.trend;
        for (let i = 0; i < n; i++) adjusted[i] = adjusted[i]! - fit.seasonal[i]!;
      }
    }
    if (periods.length === 0) {
      const loess: Loess = { width: odd(Math.max(7, n / 2)), degree: 1, jump: Math.ceil(n / 20) };
      smoothInto(createSmoother(n, loess), adjusted, trend);
    }
    return { trend, seasonals, adjusted };
  };
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
  const low = createSmoother(n, loessOf(odd(period), 1));
  const slow = createSmoother(n, loessOf(odd((1.5 * period) / (1 - 1.5 / seasonalWindow)), 1));
  // Overwritten by each series.
  const extended = new Float64Array(n + 2 * period);
  const averaged = new Float64Array(n + 2 * period);
  const rest = new Float64Array(n);
  return (y) => {
    const trend = new Float64Array(n);
    const seasonal = new Float64Array(n);
    for (let pass = 0; pass < innerPasses; pass++) {
      for (let i = 0; i < n; i++) rest[i] = y[i]! - trend[i]!;
      smoothPhases(rest, extended);
      average(extended, n + 2 * period, period, averaged);
      average(averaged, n + period + 1, period, averaged);
      average(averaged, n + 2, 3, averaged);
      smoothInto(low, averaged, seasonal);
      for (let i = 0; i < n; i++) {
        seasonal[i] = extended[period + i]! - seasonal[i]!;
        rest[i] = y[i]! - seasonal[i]!;
      }
      smoothInto(slow, rest, trend);
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
      const count = Math.ceil((n - phase) / period);
      const { inside, before, behind } = count === most ? longer : shorter;
      extended[phase] = smoothAt(before, y, phase, period);
      smoothInto(inside, y, extended, phase, phase + period, period);
      extended[phase + (count + 1) * period] = smoothAt(behind, y, phase, period);
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

/**
 * Of `length` values each, beginning with one after another.
 * @param count how many values there are
 * @param result count - length + 1 values; may be the values themselves
 */
function average(values: Float64Array, count: number, length: number, result: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[i]!;
  for (let i = length; i < count; i++) {
    const oldest = values[i - length]!;
    result[i - length] = sum / length;
    sum += values[i]! - oldest;
  }
  result[count - length] = sum / length;
}

/** The next odd whole number. */
function odd(value: number): number {
  const whole = Math.ceil(value);
  return whole % 2 === 1 ? whole : whole + 1;
}
