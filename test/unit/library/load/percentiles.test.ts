import * as fc from "fast-check";
import { expect, it } from "vitest";
import { percentilesOf } from "../../../../src/library/load/percentiles.ts";
import { distributionFrom, percentileOf } from "../../../../src/library/metrics/distribution.ts";
import {
  distribution,
  distributionMessage,
  ofLatencies,
} from "../../../../src/local/services/monitoring/series/distribution.ts";

it.each([
  [[7], { p50: 7, p95: 7, p99: 7, mean: 7, maximum: 7 }],
  [[3, 1, 2, 4], { p50: 2, p95: 4, p99: 4, mean: 2.5, maximum: 4 }],
  [
    Array.from({ length: 100 }, (_, index) => index + 1),
    { p50: 50, p95: 95, p99: 99, mean: 50.5, maximum: 100 },
  ],
])("are values that were measured", (values, expected) => {
  expect(percentilesOf(values)).toEqual(expected);
});

it("are none of nothing", () => {
  expect(percentilesOf([])).toBeUndefined();
});

it("lie in the bucket from which the metrics read the same percentile", () => {
  const latencies = fc.array(fc.double({ min: 0, max: 4e6, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(latencies, (values) => {
      const known = percentilesOf(values)!;
      const kept = distributionFrom(distributionMessage(distribution(values, ofLatencies)));
      for (const [percent, value] of [
        [50, known.p50],
        [95, known.p95],
        [99, known.p99],
      ] as const) {
        const { low, high } = percentileOf(kept, percent);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }
    }),
  );
});
