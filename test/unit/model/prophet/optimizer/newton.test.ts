import { expect, test } from "vitest";
import { minimizeNewton } from "../../../../../src/model/prophet/optimizer/newton.ts";
import type { Objective } from "../../../../../src/model/prophet/optimizer/objective.ts";

/** (x - 3)² + |x| + 2 |z|, with kinks at zero. */
const kinked: Objective = {
  size: 2,
  evaluate(at, gradient) {
    const [x, z] = [at[0]!, at[1]!];
    gradient[0] = 2 * (x - 3) + Math.sign(x);
    gradient[1] = 2 * z + 2 * Math.sign(z);
    return (x - 3) ** 2 + Math.abs(x) + z * z + 2 * Math.abs(z);
  },
  curvature: (at, slopeOf) =>
    Float64Array.from([2 + slopeOf(Math.sign, at[0]!), 0, 0, 2 + 2 * slopeOf(Math.sign, at[1]!)]),
};

test("comes to an optimum on a kink", () => {
  const { at, value } = minimizeNewton(kinked, Float64Array.from([1, 1]), 1000);
  // Within the stride of the differences.
  expect(at[0]!).toBeCloseTo(2.5, 1);
  expect(Math.abs(at[1]!)).toBeLessThan(0.01);
  expect(value).toBeCloseTo(2.75, 2);
});

test("takes no more steps than it may, and refuses an impossible start", () => {
  expect(minimizeNewton(kinked, Float64Array.from([1, 1]), 2).steps).toBe(2);
  expect(() => minimizeNewton(kinked, Float64Array.from([Number.NaN, 1]), 2)).toThrow(RangeError);
});
