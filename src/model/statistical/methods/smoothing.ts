// Exponential smoothing without seasons: simple, Holt's linear trend, and the damped trend, chosen by AICc. Hyndman,
// Koehler, Ord and Snyder, Forecasting with Exponential Smoothing (2008): the models ANN, AAN and AAdN.
import { minimise, type Bound } from "./nelder-mead.ts";

export type TrendKind = "none" | "linear" | "damped";

export interface Smoothing {
  trend: TrendKind;
  /** Corrected information criterion of Akaike; smaller is better. */
  aicc: number;
  forecast: (horizon: number) => number[];
}

const kinds: readonly TrendKind[] = ["none", "linear", "damped"];

/**
 * Where a linear trend's criterion is worse than none's by more, a damped one is not tried: on windows held out of M1, M3 and M4 no group's
 * error moved by more than 0.2 %.
 */
const noTrend = 3;

/** Sums of squares this near forecast alike: on windows held out of M1, M3 and M4 no group's error moved by more than 0.2 %. */
const closeEnough = 1e-5;

/** Older values have no weight left in most fits, and cost time in all. */
const maximumValues = 1000;

/**
 * The most of alpha that a trend takes up: trends that turn faster than this follow chance. On windows held out of the training parts of
 * M1, M3 and M4 Weekly 0.05 to 0.2 forecast most groups better than 1, M4 Weekly by up to 8 % and seasonal ones by up to 14 % of sMAPE; only M1
 * yearly was worse, by 2 %. 0.1 is the middle.
 */
export const steadiness = 0.1;

/** The best of all kinds for these values. */
export function smooth(values: ArrayLike<number>, allowed: readonly TrendKind[] = kinds): Smoothing {
  const from = Math.max(0, values.length - maximumValues);
  const last = values[values.length - 1]!;
  // Near zero the sums of squares lose no digits to a level far away.
  const y = new Float64Array(values.length - from);
  for (let t = 0; t < y.length; t++) y[t] = values[from + t]! - last;
  let best = fit(y, "none");
  for (const kind of ["linear", "damped"] as const) {
    if (!allowed.includes(kind) || y.length < (kind === "linear" ? 6 : 7)) continue;
    const other = fit(y, kind);
    if (other.aicc < best.aicc) best = other;
    else if (other.aicc > best.aicc + noTrend) break;
  }
  return { ...best, forecast: (horizon) => best.forecast(horizon).map((value) => value + last) };
}

const ofAlpha: Bound = { start: 0.3, low: 0.0001, high: 0.9999 };
const ofShare: Bound = { start: steadiness / 2, low: 0.0001, high: steadiness };
const ofDamping: Bound = { start: 0.95, low: 0.8, high: 0.98 };

const bounds: Readonly<Record<TrendKind, readonly Bound[]>> = {
  none: [ofAlpha],
  linear: [ofAlpha, ofShare],
  damped: [ofAlpha, ofShare, ofDamping],
};

function fit(y: Float64Array, trend: TrendKind): Smoothing {
  const end: End = { level: 0, slope: 0 };
  // The second parameter is the trend's share of alpha, so that beta never exceeds alpha.
  const run =
    trend === "none"
      ? (at: readonly number[]) => runLevel(y, at[0]!, end)
      : (at: readonly number[]) => runTrend(y, at[0]!, at[1]! * at[0]!, trend === "damped" ? at[2]! : 1, end);
  const point = minimise(run, bounds[trend], closeEnough);
  const squares = run(point);
  const { level, slope } = end;
  const phi = trend === "damped" ? point[2]! : 1;
  const n = y.length;
  const count = point.length + (trend === "none" ? 1 : 2) + 1;
  const aicc =
    n * Math.log(Math.max(squares, 1e-300) / n) +
    2 * count +
    (2 * count * (count + 1)) / Math.max(n - count - 1, 0.1);
  return {
    trend,
    aicc,
    forecast(horizon) {
      const result: number[] = [];
      let sum = 0;
      let factor = 1;
      for (let h = 0; h < horizon; h++) {
        factor *= phi;
        sum += factor;
        result.push(trend === "none" ? level : level + sum * slope);
      }
      return result;
    },
  };
}

/** The states behind the last value. */
interface End {
  level: number;
  slope: number;
}

/**
 * Smooths with given parameters. The errors are linear in the first level and slope, so those are solved for by least
 * squares: beside the run that starts from zero, others run on what a unit of either adds.
 * @param end receives the states behind the last value
 * @returns the sum of the squares of the errors
 */
function runLevel(y: Float64Array, alpha: number, end: End): number {
  let [level, level1] = [0, 1];
  let [ee, e1, s11] = [0, 0, 0];
  for (let t = 0; t < y.length; t++) {
    const error = y[t]! - level;
    const error1 = -level1;
    level += alpha * error;
    level1 += alpha * error1;
    ee += error * error;
    e1 += error * error1;
    s11 += error1 * error1;
  }
  const first = s11 > 0 ? -e1 / s11 : 0;
  end.level = level + first * level1;
  end.slope = 0;
  return Math.max(0, ee + 2 * (first * e1) + first * first * s11);
}

/** As `runLevel`, with a slope that each step multiplies by `damping`. */
function runTrend(y: Float64Array, alpha: number, beta: number, damping: number, end: End): number {
  const n = y.length;
  let [level, slope] = [0, 0];
  let [level1, slope1] = [1, 0];
  let [level2, slope2] = [0, 1];
  let [ee, e1, e2, s11, s12, s22] = [0, 0, 0, 0, 0, 0];
  for (let t = 0; t < n; t++) {
    slope *= damping;
    slope1 *= damping;
    slope2 *= damping;
    const error = y[t]! - level - slope;
    const error1 = -level1 - slope1;
    const error2 = -level2 - slope2;
    level += slope + alpha * error;
    level1 += slope1 + alpha * error1;
    level2 += slope2 + alpha * error2;
    slope += beta * error;
    slope1 += beta * error1;
    slope2 += beta * error2;
    ee += error * error;
    e1 += error * error1;
    e2 += error * error2;
    s11 += error1 * error1;
    s12 += error1 * error2;
    s22 += error2 * error2;
  }
  let [first, firstSlope] = [0, 0];
  const determinant = s11 * s22 - s12 * s12;
  if (determinant > 1e-12 * s11 * s22) {
    first = (-e1 * s22 + e2 * s12) / determinant;
    firstSlope = (-e2 * s11 + e1 * s12) / determinant;
  } else if (s11 > 0) {
    first = -e1 / s11;
  }
  end.level = level + first * level1 + firstSlope * level2;
  end.slope = slope + first * slope1 + firstSlope * slope2;
  const squares =
    ee +
    2 * (first * e1 + firstSlope * e2) +
    first * first * s11 +
    2 * first * firstSlope * s12 +
    firstSlope * firstSlope * s22;
  return Math.max(0, squares);
}
