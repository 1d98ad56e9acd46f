import { describe, expect, test } from "vitest";
import { profileOf } from "../../../../../../src/model/statistical/methods/intermittent/profile.ts";
import { demandSeries } from "./demand-series.ts";

describe("profileOf", () => {
  test("finds the days of the week on which demand comes", () => {
    const { period, shares, rates, closed } = profileOf(
      demandSeries(1, 700, (t) => (t % 7 === 6 ? 0 : t % 7 === 5 ? 0.8 : 0.3)),
      [7],
    );
    expect(period).toBe(7);
    expect(closed).toEqual([false, false, false, false, false, false, true]);
    expect(shares[6]).toBe(0);
    expect(shares[5]).toBeGreaterThan(0.65);
    expect(Math.max(...shares.slice(0, 5))).toBeLessThan(0.45);
    expect(rates.reduce((sum, rate) => sum + rate)).toBeCloseTo(7, 9);
  });

  test("finds a season of sizes", () => {
    const y = demandSeries(2, 700, () => 0.5).map((value, t) => value * (t % 7 === 0 ? 5 : 1));
    const { sizes, shares } = profileOf(y, [7]);
    expect(sizes[0]! / sizes[3]!).toBeGreaterThan(4);
    expect(shares[0]! / shares[3]!).toBeLessThan(1.3);
  });

  test("has none where chance makes the differences", () => {
    const periods = Array.from({ length: 100 }, (_, seed) =>
      profileOf(
        demandSeries(seed, 400, () => 0.3),
        [7, 30],
      ),
    );
    expect(periods.filter(({ period }) => period > 1).length).toBeLessThan(10);
  });

  test("stands one demand, and demand at all steps", () => {
    expect(profileOf(Float64Array.of(0, 0, 1, 0, 0, 0), [2, 3]).rates.every(Number.isFinite)).toBe(true);
    expect(profileOf(Float64Array.of(1, 1, 1, 1, 1, 1), [2, 3]).rates).toEqual([1]);
  });
});
