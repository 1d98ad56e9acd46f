import { describe, expect, it } from "vitest";
import {
  distributionFrom,
  merged,
  percentileOf,
  type Distribution,
} from "../../../../src/library/metrics/distribution.ts";

/** The example of Google's page: scale 1, each bucket twice as wide as the one before, ten finite ones. */
const doubling = { exponentialBuckets: { numFiniteBuckets: 10, growthFactor: 2, scale: 1 } };

const of = (bucketCounts: number[], bucketOptions: object = doubling): Distribution =>
  distributionFrom({
    count: bucketCounts.reduce((sum, each) => sum + each, 0),
    mean: 1,
    bucketOptions,
    bucketCounts: bucketCounts.map(String),
  });

describe("buckets", () => {
  it.each([
    [doubling, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]],
    [{ linearBuckets: { numFiniteBuckets: 3, width: 5, offset: 10 } }, [10, 15, 20, 25]],
    [{ explicitBuckets: { bounds: [0, 1, 100] } }, [0, 1, 100]],
  ])("are read from %j", (options, bounds) => {
    const { bounds: found, counts } = of([], options);
    expect(found).toEqual(bounds);
    // One below the first bound, and one from the last on.
    expect(counts).toHaveLength(bounds.length + 1);
  });
});

describe("percentiles", () => {
  // https://cloud.google.com/monitoring/api/v3/distribution-metrics: one value in [8, 16).
  const one = of([0, 0, 0, 0, 1]);

  it.each([
    [one, 50, 12],
    [one, 95, 15.6],
    [one, 99, 15.92],
    // Ten values: one, three, five and one in [1, 2), [4, 8), [8, 16), [16, 32).
    [of([0, 1, 0, 3, 5, 1]), 10, 2],
    [of([0, 1, 0, 3, 5, 1]), 50, 8 + 8 * (1 / 5)],
    [of([0, 1, 0, 3, 5, 1]), 95, 16 + 16 * 0.5],
    [of([0, 1, 0, 3, 5, 1]), 100, 32],
    // Below the first bound there is only what is not negative.
    [of([4]), 50, 0.5],
    // Above the last one nobody knows.
    [of([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]), 50, 1024],
    [of([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), 50, 1],
  ])("of %j at %i is %f", (distribution, percent, value) => {
    expect(percentileOf(distribution, percent).value).toBeCloseTo(value, 10);
  });

  it("lie in the bucket that is told with them", () => {
    expect(percentileOf(one, 95)).toMatchObject({ low: 8, high: 16 });
  });
});

describe("distributions together", () => {
  it("hold all values", () => {
    const both = merged([
      { ...of([0, 2, 1]), mean: 2 },
      { ...of([0, 0, 3]), mean: 3 },
    ])!;
    expect(both).toMatchObject({ count: 6, mean: 2.5 });
    expect(both.counts.slice(0, 4)).toEqual([0, 2, 4, 0]);
  });

  it("are none where there is no value", () => {
    expect(merged([])).toBeUndefined();
    expect(merged([of([])])).toBeUndefined();
  });
});
