// Values that are counted by bucket. https://cloud.google.com/monitoring/api/ref_v3/rpc/google.api#distribution
import type { Message } from "../../../message.ts";

type Buckets =
  | { exponentialBuckets: { numFiniteBuckets: number; growthFactor: number; scale: number } }
  | { linearBuckets: { numFiniteBuckets: number; width: number; offset: number } };

export interface Distribution {
  count: number;
  mean: number;
  sumOfSquaredDeviation: number;
  buckets: Buckets;
  /** Of every bucket, the one below the first bound and the one from the last bound on included; zeros at the end are left out. */
  counts: number[];
}

/** Each bucket is a tenth wider than the one before it. */
export const ofLatencies: Buckets = {
  exponentialBuckets: { numFiniteBuckets: 160, growthFactor: 1.1, scale: 1 },
};

/** Hundredths, up to twice what there is. */
export const ofShares: Buckets = { linearBuckets: { numFiniteBuckets: 200, width: 0.01, offset: 0 } };

/** Where buckets begin and end: one more than there are finite ones. */
function boundsOf(buckets: Buckets): number[] {
  if ("linearBuckets" in buckets) {
    const { numFiniteBuckets, width, offset } = buckets.linearBuckets;
    return Array.from({ length: numFiniteBuckets + 1 }, (_, index) => offset + width * index);
  }
  const { numFiniteBuckets, growthFactor, scale } = buckets.exponentialBuckets;
  return Array.from({ length: numFiniteBuckets + 1 }, (_, index) => scale * growthFactor ** index);
}

export function distribution(values: readonly number[], buckets: Buckets): Distribution {
  const count = values.length;
  const mean = count === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / count;
  const bounds = boundsOf(buckets);
  const counts: number[] = [];
  for (const value of values) {
    const above = bounds.findIndex((bound) => value < bound);
    const index = above < 0 ? bounds.length : above;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return {
    count,
    mean,
    sumOfSquaredDeviation: values.reduce((sum, value) => sum + (value - mean) ** 2, 0),
    buckets,
    counts: Array.from(counts, (each) => each ?? 0),
  };
}

/** Of one metric: they have the same buckets. */
export function mergedDistribution(all: readonly Distribution[]): Distribution {
  const count = all.reduce((sum, each) => sum + each.count, 0);
  const mean = count === 0 ? 0 : all.reduce((sum, each) => sum + each.mean * each.count, 0) / count;
  const length = Math.max(0, ...all.map(({ counts }) => counts.length));
  return {
    count,
    mean,
    sumOfSquaredDeviation: all.reduce(
      (sum, each) => sum + each.sumOfSquaredDeviation + each.count * (each.mean - mean) ** 2,
      0,
    ),
    buckets: all[0]!.buckets,
    counts: Array.from({ length }, (_, index) =>
      all.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0),
    ),
  };
}

/**
 * Google reads it off a straight line through the bucket that holds it; the last bucket has no end, and the first begins at 0.
 * https://cloud.google.com/monitoring/api/v3/distribution-metrics
 */
export function percentile({ count, buckets, counts }: Distribution, percent: number): number {
  const bounds = boundsOf(buckets);
  let left = (count * percent) / 100;
  for (const [index, inIt] of counts.entries()) {
    if (inIt > 0 && left <= inIt) {
      const begin = index === 0 ? 0 : bounds[index - 1]!;
      const end = bounds[index] ?? begin;
      return begin + ((end - begin) * left) / inIt;
    }
    left -= inIt;
  }
  return 0;
}

export const distributionMessage = ({
  count,
  mean,
  sumOfSquaredDeviation,
  buckets,
  counts,
}: Distribution): Message => ({
  count: `${count}`,
  mean,
  sumOfSquaredDeviation,
  bucketOptions: buckets,
  bucketCounts: counts.map(String),
});
