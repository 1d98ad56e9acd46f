// Autoregression: each value from those before it. Burg's method gives coefficients that never explode; see Brockwell
// and Davis, Introduction to Time Series and Forecasting (2016), section 5.1.2. The order is chosen by AICc.

/** Forecasts a series that returns to its mean. */
export function autoregress(y: ArrayLike<number>, horizon: number, maximumOrder: number): number[] {
  const n = y.length;
  let mean = 0;
  for (let t = 0; t < n; t++) mean += y[t]! / n;
  const x = new Float64Array(n);
  for (let t = 0; t < n; t++) x[t] = y[t]! - mean;
  return continued(x, horizon, maximumOrder, n).map((value) => value + mean);
}

/** Forecasts a series that wanders: the autoregression of its steps, which fade to no step at all. */
export function autoregressSteps(y: ArrayLike<number>, horizon: number, maximumOrder: number): number[] {
  const n = y.length;
  const steps = new Float64Array(n - 1);
  for (let t = 0; t < n - 1; t++) steps[t] = y[t + 1]! - y[t]!;
  let level = y[n - 1]!;
  return continued(steps, horizon, maximumOrder, n).map((step) => (level += step));
}

/** @param n rows of the series, which limit the order */
function continued(x: Float64Array, horizon: number, maximumOrder: number, n: number): number[] {
  const coefficients = burg(x, Math.min(maximumOrder, Math.floor(n / 4)));
  const values: number[] = [];
  for (let t = Math.max(0, x.length - coefficients.length); t < x.length; t++) values.push(x[t]!);
  const known = values.length;
  for (let h = 0; h < horizon; h++) {
    let next = 0;
    for (let k = 0; k < coefficients.length; k++) next += coefficients[k]! * values[values.length - 1 - k]!;
    values.push(next);
  }
  return values.slice(known);
}

/** Coefficients of the lags 1, 2, ... of the order with the least AICc. */
function burg(x: Float64Array, maximumOrder: number): number[] {
  const n = x.length;
  let power = 0;
  for (let t = 0; t < n; t++) power += (x[t]! * x[t]!) / n;
  if (power <= 0) return [];
  const forward = x.slice();
  const backward = x.slice();
  let coefficients: number[] = [];
  let best = coefficients;
  let bestCriterion = n * Math.log(power) + 2;
  let products = 0;
  let squares = 0;
  for (let t = 1; t < n; t++) {
    products += forward[t]! * backward[t - 1]!;
    squares += forward[t]! * forward[t]! + backward[t - 1]! * backward[t - 1]!;
  }
  for (let order = 1; order <= maximumOrder; order++) {
    if (squares <= 0) break;
    const reflection = (2 * products) / squares;
    const former = coefficients;
    coefficients = [];
    for (let k = 0; k < order - 1; k++) coefficients.push(former[k]! - reflection * former[order - 2 - k]!);
    coefficients.push(reflection);
    // One pass takes this order out and sums what the next one needs.
    products = 0;
    squares = 0;
    let before = backward[order - 1]!;
    let newBefore = 0;
    for (let t = order; t < n; t++) {
      const f = forward[t]! - reflection * before;
      const b = before - reflection * forward[t]!;
      before = backward[t]!;
      forward[t] = f;
      backward[t] = b;
      if (t > order) {
        products += f * newBefore;
        squares += f * f + newBefore * newBefore;
      }
      newBefore = b;
    }
    power *= 1 - reflection * reflection;
    if (power <= 0) break;
    const criterion = n * Math.log(power) + (2 * n * (order + 1)) / Math.max(1, n - order - 2);
    if (criterion < bestCriterion) [best, bestCriterion] = [coefficients, criterion];
  }
  return best;
}
