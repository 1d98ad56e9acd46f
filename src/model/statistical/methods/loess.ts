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

/** Smooths series of `n` values at the positions 0 to n - 1. */
export function createSmoother(n: number, loess: Loess): (y: Float64Array) => Float64Array {
  if (n < 2) return (y) => y.slice();
  const { width, degree, jump } = loess;
  const step = Math.min(jump, n - 1);
  const half = (width - 1) / 2;
  // All neighbourhoods that lie inside weigh alike.
  const inside = width < n ? neighbourhood(n, loess, half) : undefined;
  const positions: number[] = [];
  for (let at = 0; at < n; at += step) positions.push(at);
  if (positions.at(-1) !== n - 1) positions.push(n - 1);
  const around = positions.map((at) =>
    inside !== undefined && at >= half && at + half < n ? inside : neighbourhood(n, loess, at),
  );
  return (y) => {
    const result = new Float64Array(n);
    for (let i = 0; i < positions.length; i++) {
      const at = positions[i]!;
      const near = around[i]!;
      result[at] = valueAt(y, near, degree, near === inside ? at - half : near.left, at);
    }
    if (step > 1) {
      for (let from = 0; from < n - 1; from += step) {
        const to = Math.min(from + step, n - 1);
        const slope = (result[to]! - result[from]!) / (to - from);
        for (let i = from + 1; i < to; i++) result[i] = result[from]! + slope * (i - from);
      }
    }
    return result;
  };
}

/** The value of the smooth of series of `n` values at any position, one beyond either end included. */
export function createSmootherAt(n: number, loess: Loess, at: number): (y: Float64Array) => number {
  const near = neighbourhood(n, loess, at);
  return (y) => valueAt(y, near, loess.degree, near.left, at);
}

/** Values around a position, from `left` on. */
interface Neighbourhood {
  left: number;
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
  return { left, weights, sum, turned, mean, variance, isLevel };
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
  { weights, sum, turned, mean: meanX, variance, isLevel }: Neighbourhood,
  degree: 0 | 1,
  left: number,
  at: number,
): number {
  const count = weights.length;
  if (sum <= 0) return y[Math.min(Math.max(0, Math.round(at)), y.length - 1)]!;
  let sumY = 0;
  if (degree === 0 || isLevel) {
    for (let i = 0; i < count; i++) sumY += weights[i]! * y[left + i]!;
    return sumY / sum;
  }
  let sumXY = 0;
  for (let i = 0; i < count; i++) {
    const value = y[left + i]!;
    sumY += weights[i]! * value;
    sumXY += turned[i]! * value;
  }
  const mean = sumY / sum;
  return mean - ((sumXY / sum - meanX * mean) / variance) * meanX;
}
