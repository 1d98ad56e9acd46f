import { describe, expect, test } from "vitest";
import { demandBands } from "../../../../../../src/model/statistical/methods/intermittent/bands.ts";
import { profileOf } from "../../../../../../src/model/statistical/methods/intermittent/profile.ts";
import { demandSeries, meanSize, type Sizes } from "./demand-series.ts";

const horizon = 28;
const length = 400;

/** Shares of values inside, and of bands that reach as far as the largest value. */
function covered(share: (t: number) => number, sizes: Sizes, level: number) {
  let [inside, furthest] = [0, 0];
  const rounds = 40;
  for (let seed = 0; seed < rounds; seed++) {
    const all = demandSeries(seed, length + horizon, share, sizes);
    const [y, future] = [all.subarray(0, length), all.subarray(length)];
    const path = Array.from(future, (_, h) => share(length + h) * meanSize[sizes]);
    const band = demandBands(y, profileOf(y, [7]), path, [level])[0]!;
    for (const [h, value] of future.entries()) {
      if (value >= band.lower[h]! && value <= band.upper[h]!) inside++;
      if (band.upper[h]! >= Math.max(...y)) furthest++;
    }
  }
  return { inside: inside / rounds / horizon, furthest: furthest / rounds / horizon };
}

describe("demandBands", () => {
  test.each<[string, (t: number) => number, Sizes]>([
    ["rare", () => 0.05, "unit"],
    ["rare and lumpy", () => 0.1, "lumpy"],
    ["frequent", () => 0.6, "unit"],
    ["frequent and lumpy", () => 0.6, "lumpy"],
    ["growing", (t) => 0.1 + (0.5 * t) / length, "lumpy"],
    ["dying", (t) => 0.6 - (0.5 * t) / length, "lumpy"],
    ["shut on Sundays", (t) => (t % 7 === 6 ? 0 : 0.5), "lumpy"],
  ])("hold at least as many values of %s demand as they promise", (_, share, sizes) => {
    expect(covered(share, sizes, 0.8).inside).toBeGreaterThanOrEqual(0.8);
    expect(covered(share, sizes, 0.95).inside).toBeGreaterThanOrEqual(0.94);
  });

  test.each([0.1, 0.3, 0.6])("seldom reach to the largest value at a share of %d", (share) => {
    expect(covered(() => share, "lumpy", 0.8).furthest).toBeLessThan(0.05);
  });

  test("start at zero where zeros are not rare, hold the point, and grow with the level", () => {
    const y = demandSeries(3, length, () => 0.4, "lumpy");
    const path = [0, 1, 12, 40];
    const [narrow, wide] = demandBands(y, profileOf(y, []), path, [0.5, 0.95]);
    for (const [h, rate] of path.entries()) {
      expect(narrow!.lower[h]).toBeLessThanOrEqual(rate);
      expect(narrow!.upper[h]).toBeGreaterThanOrEqual(rate);
      expect(wide!.lower[h]).toBeLessThanOrEqual(narrow!.lower[h]!);
      expect(wide!.upper[h]).toBeGreaterThanOrEqual(narrow!.upper[h]!);
    }
    expect(narrow!.lower.slice(0, 3)).toEqual([0, 0, 0]);
    expect(narrow!.lower[3]).toBeGreaterThan(0);
  });

  test.each([
    ["nothing", [3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0], 0],
    ["the only size that came, at every step", [0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3], 3],
  ])("are not certain of %s", (_, demand, rate) => {
    const y = Float64Array.from(demand);
    const [narrow, wide] = demandBands(y, profileOf(y, []), [rate], [0.8, 0.99]);
    // As if one more of twelve steps had brought the mean size.
    expect(narrow!.upper[0]).toBeCloseTo(rate + 3 / 12, 9);
    expect(narrow!.lower[0]).toBeCloseTo(Math.max(0, rate - 3 / 12), 9);
    expect(wide!.upper[0]).toBeGreaterThanOrEqual(narrow!.upper[0]!);
    expect(wide!.lower[0]).toBeLessThanOrEqual(narrow!.lower[0]!);
  });

  test("have a width at steps that never had demand", () => {
    const y = Float64Array.from({ length: 36 }, (_, t) => (t % 12 === 0 ? 1 : 0));
    const path = Array.from({ length: 12 }, (_, h) => (h === 0 ? 1 : 0));
    const { lower, upper } = demandBands(y, profileOf(y, [12]), path, [0.8])[0]!;
    expect(upper.every((value, h) => value > lower[h]!)).toBe(true);
    expect(upper[0]).toBeCloseTo(1, 9);
    expect(Math.max(...upper.slice(1))).toBeLessThan(0.1);
  });
});
