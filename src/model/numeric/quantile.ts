// Quantiles of a list of numbers.
/**
 * Linear interpolation between order statistics, as numpy.percentile does by default (Hyndman and Fan's type 7).
 * @param sorted ascending, not empty
 */
export function quantile(sorted: Float64Array, probability: number): number {
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low === high ? low : low + (high - low) * (position - below);
}

/** The standard normal's quantile, by Acklam's rational approximation (relative error under 1.2e-9). */
export function normalQuantile(probability: number): number {
  // https://web.archive.org/web/20151030215612/http://home.online.no/~pjacklam/notes/invnorm/
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ];
  const b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
  ];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  const horner = (coefficients: readonly number[], x: number) =>
    coefficients.reduce((sum, value) => sum * x + value, 0);
  if (probability < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return horner(c, q) / horner(d, q);
  }
  const q = probability - 0.5;
  const r = q * q;
  return (horner(a, r) * q) / horner(b, r);
}
