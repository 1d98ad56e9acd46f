// Locally weighted regression on evenly spaced values, as STL uses it. After the routines `ess` and `est` of
// Cleveland, Cleveland, McRae and Terpenning (1990), https://www.netlib.org/a/stl

/**
 * Smooths y at the positions 0 to n - 1.
 * @param width values in the neighbourhood, odd; more than n flattens further
 * @param jump distance between the positions that are fitted; those between are interpolated
 */
export function loess(y: ArrayLike<number>, width: number, degree: 0 | 1, jump: number): Float64Array {
  const n = y.length;
  const result = new Float64Array(n);
  if (n < 2) {
    if (n === 1) result[0] = y[0]!;
    return result;
  }
  const step = Math.min(jump, n - 1);
  let last = 0;
  const half = (width - 1) / 2;
  const scratch = new Float64Array(Math.min(width, n));
  // All neighbourhoods that lie inside weigh alike.
  const weights = width < n ? weightsAround(half) : undefined;
  for (let at = 0; at < n; at += step) {
    const isInside = weights !== undefined && at >= half && at + half < n;
    result[at] = isInside
      ? weighted(y, weights, degree, at - half, at + half, at)
      : loessAt(y, width, degree, at, scratch);
    last = at;
  }
  if (last !== n - 1) result[n - 1] = loessAt(y, width, degree, n - 1, scratch);
  if (step > 1) {
    for (let from = 0; from < n - 1; from += step) {
      const to = Math.min(from + step, n - 1);
      const slope = (result[to]! - result[from]!) / (to - from);
      for (let i = from + 1; i < to; i++) result[i] = result[from]! + slope * (i - from);
    }
  }
  return result;
}

/**
 * The value of the smooth at any position, one beyond either end included.
 * @param scratch room for as many weights as there are neighbours
 */
export function loessAt(
  y: ArrayLike<number>,
  width: number,
  degree: 0 | 1,
  at: number,
  scratch = new Float64Array(Math.min(width, y.length)),
): number {
  const n = y.length;
  let left = 0;
  let right = n - 1;
  if (width < n) {
    left = Math.min(Math.max(0, Math.round(at) - (width - 1) / 2), n - width);
    right = left + width - 1;
  }
  let reach = Math.max(at - left, right - at);
  if (width > n) reach += Math.floor((width - n) / 2);
  for (let i = left; i <= right; i++) scratch[i - left] = weightOf(Math.abs(i - at), reach);
  return weighted(y, scratch, degree, left, right, at);
}

/** The tricube weight of a neighbour; 0 at the reach. */
function weightOf(distance: number, reach: number): number {
  if (distance > 0.999 * reach) return 0;
  if (distance <= 0.001 * reach) return 1;
  const ratio = distance / reach;
  const inner = 1 - ratio * ratio * ratio;
  return inner * inner * inner;
}

function weightsAround(half: number): Float64Array {
  return Float64Array.from({ length: 2 * half + 1 }, (_, i) => weightOf(Math.abs(i - half), half));
}

/** The line, or the mean of degree 0, of the values from `left` to `right`, seen at a position. */
function weighted(
  y: ArrayLike<number>,
  weights: Float64Array,
  degree: 0 | 1,
  left: number,
  right: number,
  at: number,
): number {
  const n = y.length;
  let sum = 0;
  let sumY = 0;
  if (degree === 0) {
    for (let i = left; i <= right; i++) {
      const weight = weights[i - left]!;
      sum += weight;
      sumY += weight * y[i]!;
    }
    return sum > 0 ? sumY / sum : y[Math.min(Math.max(0, Math.round(at)), n - 1)]!;
  }
  let sumX = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = left; i <= right; i++) {
    const weight = weights[i - left]!;
    const x = i - at;
    sum += weight;
    sumY += weight * y[i]!;
    sumX += weight * x;
    sumXX += weight * x * x;
    sumXY += weight * x * y[i]!;
  }
  if (sum <= 0) return y[Math.min(Math.max(0, Math.round(at)), n - 1)]!;
  const mean = sumY / sum;
  const meanX = sumX / sum;
  const variance = sumXX / sum - meanX * meanX;
  if (Math.sqrt(Math.max(0, variance)) <= 0.001 * (n - 1)) return mean;
  const slope = (sumXY / sum - meanX * mean) / variance;
  return mean - slope * meanX;
}
