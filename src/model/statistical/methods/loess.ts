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
  for (let at = 0; at < n; at += step) {
    result[at] = loessAt(y, width, degree, at);
    last = at;
  }
  if (last !== n - 1) result[n - 1] = loessAt(y, width, degree, n - 1);
  if (step > 1) {
    for (let from = 0; from < n - 1; from += step) {
      const to = Math.min(from + step, n - 1);
      const slope = (result[to]! - result[from]!) / (to - from);
      for (let i = from + 1; i < to; i++) result[i] = result[from]! + slope * (i - from);
    }
  }
  return result;
}

/** The value of the smooth at any position, one beyond either end included. */
export function loessAt(y: ArrayLike<number>, width: number, degree: 0 | 1, at: number): number {
  const n = y.length;
  let left = 0;
  let right = n - 1;
  if (width < n) {
    left = Math.min(Math.max(0, Math.round(at) - (width - 1) / 2), n - width);
    right = left + width - 1;
  }
  let reach = Math.max(at - left, right - at);
  if (width > n) reach += Math.floor((width - n) / 2);
  const [near, far] = [0.001 * reach, 0.999 * reach];
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = left; i <= right; i++) {
    const distance = Math.abs(i - at);
    if (distance > far) continue;
    let weight = 1;
    if (distance > near) {
      const ratio = distance / reach;
      const inner = 1 - ratio * ratio * ratio;
      weight = inner * inner * inner;
    }
    const x = i - at;
    sum += weight;
    sumY += weight * y[i]!;
    if (degree === 1) {
      sumX += weight * x;
      sumXX += weight * x * x;
      sumXY += weight * x * y[i]!;
    }
  }
  if (sum <= 0) return y[Math.min(Math.max(0, Math.round(at)), n - 1)]!;
  const mean = sumY / sum;
  if (degree === 0) return mean;
  const meanX = sumX / sum;
  const variance = sumXX / sum - meanX * meanX;
  if (Math.sqrt(Math.max(0, variance)) <= 0.001 * (n - 1)) return mean;
  const slope = (sumXY / sum - meanX * mean) / variance;
  return mean - slope * meanX;
}
