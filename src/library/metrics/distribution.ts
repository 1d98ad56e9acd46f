// Distributions of Cloud Monitoring: counts by bucket, and percentiles that are read off them.
// https://cloud.google.com/monitoring/api/ref_v3/rest/v3/TypedValue#distribution
import type { protos } from "@google-cloud/monitoring";

type GivenDistribution = protos.google.api.IDistribution;

/** Values in `[bounds[i - 1], bounds[i])` are counted in `counts[i]`; the first and the last bucket have one end only. */
export interface Distribution {
  count: number;
  /** Of all values, exactly. */
  mean: number;
  bounds: readonly number[];
  counts: number[];
}

export function distributionFrom({
  count,
  mean,
  bucketOptions,
  bucketCounts,
}: GivenDistribution): Distribution {
  const bounds = boundsOf(bucketOptions ?? {});
  const counts = Array.from({ length: bounds.length + 1 }, (_, index) => Number(bucketCounts?.[index] ?? 0));
  return { count: Number(count ?? 0), mean: mean ?? 0, bounds, counts };
}

function boundsOf({
  linearBuckets: linear,
  exponentialBuckets: exponential,
  explicitBuckets: explicit,
}: protos.google.api.Distribution.IBucketOptions): number[] {
  const upTo = (finite: number | null | undefined, bound: (index: number) => number) =>
    Array.from({ length: (finite ?? 0) + 1 }, (_, index) => bound(index));
  if (linear)
    return upTo(linear.numFiniteBuckets, (index) => (linear.offset ?? 0) + (linear.width ?? 0) * index);
  if (exponential) {
    const { numFiniteBuckets, scale, growthFactor } = exponential;
    return upTo(numFiniteBuckets, (index) => (scale ?? 0) * (growthFactor ?? 0) ** index);
  }
  return [...(explicit?.bounds ?? [])];
}

/** Undefined where there are none. Those of one metric have the same buckets; any others are left out of the counts. */
export function merged(distributions: readonly Distribution[]): Distribution | undefined {
  const [first, ...rest] = distributions.filter(({ count }) => count > 0);
  if (first === undefined) return undefined;
  const same = [first, ...rest.filter((each) => each.bounds.join() === first.bounds.join())];
  const count = same.reduce((sum, each) => sum + each.count, 0);
  return {
    count,
    mean: same.reduce((sum, each) => sum + each.mean * each.count, 0) / count,
    bounds: first.bounds,
    counts: first.counts.map((_, index) => same.reduce((sum, { counts }) => sum + counts[index]!, 0)),
  };
}

export interface Percentile {
  value: number;
  /** The bucket that holds it. */
  low: number;
  high: number;
}

/**
 * As Cloud Monitoring has it: within the bucket that holds the value, its measurements are taken to lie evenly. What is
 * measured here is never negative, so that the first bucket begins at 0; the last one has no end, and counts as its beginning.
 * https://cloud.google.com/monitoring/api/v3/distribution-metrics
 * @param percent above 0, up to 100
 */
export function percentileOf({ count, bounds, counts }: Distribution, percent: number): Percentile {
  const rank = (percent / 100) * count;
  let before = 0;
  const index = counts.findIndex((each) => {
    if (each > 0 && before + each >= rank) return true;
    before += each;
    return false;
  });
  const low = index <= 0 ? Math.min(0, bounds[0] ?? 0) : bounds[index - 1]!;
  const high = bounds[index] ?? low;
  const share = index < 0 ? 1 : (rank - before) / counts[index]!;
  return { value: low + (high - low) * share, low, high };
}
