// Each value from the latest ones and from those one season ago, by least squares: an autoregression with only the lags
// that matter. Fed with its own forecasts it runs as far ahead as needed.
import { leastSquares } from "./least-squares.ts";

/** As a share of the predictors' mean square; keeps near-equal lags from cancelling each other with huge weights. */
const ridge = 1e-4;

/** The newest say more, and time grows with their number. */
const maximumObservations = 1500;

/** No forecast of standardised values goes further; it stops a feedback that explodes. */
const limit = 12;

/**
 * @param periods seasons, ascending
 * @returns undefined for a series that is too short for a regression
 */
export function regressOnLags(
  y: ArrayLike<number>,
  periods: readonly number[],
  horizon: number,
): number[] | undefined {
  const n = y.length;
  const lags = usableLags(periods, n);
  const longest = lags.at(-1) ?? 0;
  if (longest === 0) return undefined;
  let [mean, squares] = [0, 0];
  for (let t = 0; t < n; t++) mean += y[t]! / n;
  for (let t = 0; t < n; t++) squares += (y[t]! - mean) ** 2 / n;
  const deviation = Math.sqrt(squares);
  if (deviation <= 1e-12 * Math.abs(mean)) return undefined;
  const x = Array.from({ length: n }, (_, t) => (y[t]! - mean) / deviation);
  const size = lags.length + 1;
  const from = Math.max(longest, n - maximumObservations);
  const rows = new Float64Array((n - from) * size);
  for (let t = from, at = 0; t < n; t++) {
    rows[at++] = 1;
    for (let i = 0; i < lags.length; i++) rows[at++] = x[t - lags[i]!]!;
  }
  const coefficients = leastSquares(rows, size, x.slice(from), ridge);
  if (coefficients === undefined) return undefined;
  for (let h = 0; h < horizon; h++) {
    let next = coefficients[0]!;
    for (let i = 0; i < lags.length; i++) next += coefficients[i + 1]! * x[x.length - lags[i]!]!;
    x.push(Math.min(Math.max(next, -limit), limit));
  }
  return x.slice(n).map((value) => value * deviation + mean);
}

/** Ascending; none that leaves fewer than three observations a coefficient or less than half of the series. */
function usableLags(periods: readonly number[], n: number): number[] {
  const lags = new Set([1, 2, 3, 4]);
  for (const [index, period] of periods.entries()) {
    for (const near of [-1, 0, 1, 2]) lags.add(period + near);
    if (index > 0) continue;
    for (const near of [-1, 0, 1]) lags.add(2 * period + near);
    for (let multiple = 3; multiple * period < (periods[1] ?? 3 * period); multiple++) {
      lags.add(multiple * period);
    }
  }
  const sorted = [...lags].filter((lag) => lag >= 1).sort((a, b) => a - b);
  while (sorted.length > 0) {
    const longest = sorted.at(-1)!;
    if (longest <= n / 2 && n - longest >= 3 * (sorted.length + 1)) break;
    sorted.pop();
  }
  return sorted;
}
