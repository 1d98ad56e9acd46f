// Locally weighted regression on evenly spaced values, as STL uses it. After the routines `ess` and `est` of
// Cleveland, Cleveland, McRae and Terpenning (1990), https://www.netlib.org/a/stl
// The weights say nothing of the values, so that those of a position are made once for all series of a length.

export interface Loess {
  /** Values in the neighbourhood, odd; more than there are values flattens further. */
  width: number;
  degree: 0 | 1;
  /** Distance between the positions that are fitted; those between are interpolated. */
  jump: number;
}

/** Smooths `n` values at the positions 0 to n - 1. */
export interface Smoother {
  n: number;
  degree: Loess["degree"];
  /** Between fitted positions. */
  step: number;
  /** What is fitted, ascending; none of fewer than two values, which stay as they are. */
  fitted: readonly Fitted[];
}

/** A position and the values around it, from `left` on; `near` is shared by positions whose neighbours weigh alike. */
interface Fitted {
  at: number;
  left: number;
  near: Neighbourhood;
}

export function createSmoother(n: number, loess: Loess): Smoother {
  const { width, degree, jump } = loess;
  const step = Math.min(jump, n - 1);
  const fitted: Fitted[] = [];
  if (n < 2) return { n, degree, step, fitted };
  const half = (width - 1) / 2;
  // All neighbourhoods that lie inside weigh alike.
  const inside = width < n ? neighbourhood(n, loess, half) : undefined;
  const add = (at: number) => {
    if (inside !== undefined && at >= half && at + half < n) {
      fitted.push({ at, left: at - half, near: inside });
    } else {
      const near = neighbourhood(n, loess, at);
      fitted.push({ at, left: near.left, near });
    }
  };
  for (let at = 0; at < n; at += step) add(at);
  if (fitted.at(-1)!.at !== n - 1) add(n - 1);
  return { n, degree, step, fitted };
}

/**
 * Reads each `stride`th value of `y` from `from` on and writes as far apart, from `to` on.
 * Phases of a season are read in place so, since copies and closures cost more than the sums of a short series.
 */
export function smoothInto(
  { n, degree, step, fitted }: Smoother,
  y: Float64Array,
  result: Float64Array,
  from = 0,
  to = 0,
  stride = 1,
): void {
  if (n < 2) {
    for (let i = 0; i < n; i++) result[to + i * stride] = y[from + i * stride]!;
    return;
  }
  for (let i = 0; i < fitted.length; i++) {
    const { at, left, near } = fitted[i]!;
    result[to + at * stride] = valueAt(y, near, degree, left, at, from, stride);
  }
  if (step === 1) return;
  for (let left = 0; left < n - 1; left += step) {
    const right = Math.min(left + step, n - 1);
    const start = result[to + left * stride]!;
    const slope = (result[to + right * stride]! - start) / (right - left);
    for (let i = left + 1; i < right; i++) result[to + i * stride] = start + slope * (i - left);
  }
}

/** The smooth at one position of series of `n` values, beyond either end too. */
export interface SmootherAt {
  degree: Loess["degree"];
  at: number;
  near: Neighbourhood;
}

export const createSmootherAt = (n: number, loess: Loess, at: number): SmootherAt => ({
  degree: loess.degree,
  at,
  near: neighbourhood(n, loess, at),
});

/** Of each `stride`th value of `y` from `from` on. */
export const smoothAt = ({ degree, at, near }: SmootherAt, y: Float64Array, from = 0, stride = 1): number =>
  valueAt(y, near, degree, near.left, at, from, stride);

/** Values around a position, from `left` on. */
interface Neighbourhood {
  left: number;
  /** Of the last one. */
  right: number;
  weights: readonly number[];
  sum: number;
  /** Of a line: weights times distances from the position, their mean, and the variance of the distances. */
  turned: readonly number[];
  mean: number;
  variance: number;
  /** Whether the distances are too alike for a line. */
  isLevel: boolean;
}

function neighbourhood(n: number, { width, degree }: Loess, at: number): Neighbourhood {
  let left = 0;
  let right = n - 1;
  if (width < n) {
    left = Math.min(Math.max(0, Math.round(at) - (width - 1) / 2), n - width);
    right = left + width - 1;
  }
  let reach = Math.max(at - left, right - at);
  if (width > n) reach += Math.floor((width - n) / 2);
  const count = right - left + 1;
  // Small plain arrays are made faster than typed ones.
  const weights: number[] = [];
  const turned: number[] = [];
  let [sum, sumX, sumXX] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const x = left + i - at;
    const weight = weightOf(Math.abs(x), reach);
    weights.push(weight);
    sum += weight;
    if (degree === 0) continue;
    const product = weight * x;
    turned.push(product);
    sumX += product;
    sumXX += product * x;
  }
  const mean = sumX / sum;
  const variance = sumXX / sum - mean * mean;
  const isLevel = Math.sqrt(Math.max(0, variance)) <= 0.001 * (n - 1);
  return { left, right, weights, sum, turned, mean, variance, isLevel };
}

/** The tricube weight of a neighbour; 0 at the reach. */
function weightOf(distance: number, reach: number): number {
  if (distance > 0.999 * reach) return 0;
  if (distance <= 0.001 * reach) return 1;
  const ratio = distance / reach;
  const inner = 1 - ratio * ratio * ratio;
  return inner * inner * inner;
}

/** The line, or the mean of degree 0, of the values from `left` on, seen at a position. */
function valueAt(
  y: Float64Array,
  near: Neighbourhood,
  degree: 0 | 1,
  left: number,
  at: number,
  from: number,
  stride: number,
): number {
  const { weights, sum } = near;
  const count = weights.length;
  // Beside no weight the nearest value is all that is known.
  if (sum <= 0) return y[from + Math.min(Math.max(near.left, Math.round(at)), near.right) * stride]!;
  let next = from + left * stride;
  let sumY = 0;
  if (degree === 0 || near.isLevel) {
    for (let i = 0; i < count; i++, next += stride) sumY += weights[i]! * y[next]!;
    return sumY / sum;
  }
  const { turned, mean: meanX, variance } = near;
  let sumXY = 0;
  for (let i = 0; i < count; i++, next += stride) {
    const value = y[next]!;
    sumY += weights[i]! * value;
    sumXY += turned[i]! * value;
  }
  const mean = sumY / sum;
  return mean - ((sumXY / sum - meanX * mean) / variance) * meanX;
}
