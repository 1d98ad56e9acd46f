import { describe, expect, test } from "vitest";
import {
  aggregated,
  endedDemand,
  meanRate,
  multiplyAggregated,
  syntetosBoylan,
  teunterSyntetosBabai,
  type RateMethod,
} from "../../../../../../src/model/statistical/methods/intermittent/rates.ts";
import { demandSeries } from "./demand-series.ts";

const methods: [string, RateMethod][] = [
  ["the mean", meanRate],
  ["sba", syntetosBoylan],
  ["tsb", teunterSyntetosBabai],
  ["adida", aggregated],
  ["imapa", multiplyAggregated],
];

const meanOver = (method: RateMethod, share: (t: number) => number, horizon = 28) =>
  Array.from({ length: 50 }, (_, seed) => method(demandSeries(seed, 400, share), horizon)).reduce(
    (sum, rate) => sum + rate / 50,
    0,
  );

describe.each(methods)("%s", (_, method) => {
  test.each([0.05, 0.1, 0.3, 0.6])("has the mean rate of steady demand at a share of %d", (share) => {
    expect(meanOver(method, () => share) / (2 * share)).toBeGreaterThan(0.93);
    expect(meanOver(method, () => share) / (2 * share)).toBeLessThan(1.07);
  });

  test("depends little on what the last step was", () => {
    const y = demandSeries(1, 400, () => 0.2);
    const after = method(Float64Array.of(...y, 3), 28);
    expect(method(Float64Array.of(...y, 0), 28)).toBeGreaterThan(0.75 * after);
  });

  test("is that of the only demand, be it the first, the last or another", () => {
    for (const at of [0, 50, 99]) {
      const rate = method(
        Float64Array.from({ length: 100 }, (_, t) => (t === at ? 5 : 0)),
        10,
      );
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThanOrEqual(5);
    }
  });
});

test("demand that is dying out goes to zero with tsb, but not with Croston's method", () => {
  const dead = (t: number) => (t < 280 ? 0.3 : 0);
  expect(meanOver(teunterSyntetosBabai, dead)).toBeLessThan(0.06);
  expect(meanOver(endedDemand, dead)).toBeLessThan(0.02);
  expect(meanOver(syntetosBoylan, dead)).toBeGreaterThan(0.5);
});

test("growing demand is followed", () => {
  const growing = (t: number) => 0.1 + (0.5 * t) / 400;
  expect(meanOver(teunterSyntetosBabai, growing)).toBeGreaterThan(1.0);
  expect(meanOver(aggregated, growing)).toBeGreaterThan(1.0);
  expect(meanOver(meanRate, growing)).toBeLessThan(0.75);
});
