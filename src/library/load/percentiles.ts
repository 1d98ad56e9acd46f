// Percentiles of values that are all known.
export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
  mean: number;
  maximum: number;
}

/**
 * Each is one of the values: the smallest that at least so many percent do not exceed. Undefined where there are none.
 * The bucket of a histogram that holds this percentile holds the same value.
 */
export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (percent: number) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
  return {
    p50: at(50),
    p95: at(95),
    p99: at(99),
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    maximum: sorted.at(-1)!,
  };
}
