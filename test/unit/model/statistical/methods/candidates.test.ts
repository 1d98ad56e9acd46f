import { describe, expect, test } from "vitest";
import { forecastCandidates } from "../../../../../src/model/statistical/methods/candidates.ts";

const all = () => true;

describe("forecastCandidates", () => {
  test("classical theta on logarithms goes on with growth in percent and a season that grows along", () => {
    const factors = [0.6, 1, 1.6, 0.8];
    const value = (t: number) => 0.1 * 1.03 ** t * factors[t % 4]!;
    const y = Float64Array.from({ length: 48 }, (_, t) => value(t));
    const forecast = forecastCandidates(y, [4], 8, all).get("log-classical-theta")!;
    // Theta goes half of the way of the trend, and its level is the last one.
    for (const [h, ahead] of forecast.entries()) {
      const level = 1.03 ** -(h + 1);
      expect(ahead / value(48 + h)).toBeGreaterThan(0.98 * level);
      expect(ahead / value(48 + h)).toBeLessThan(1.02);
    }
  });

  test("the drift is the mean step of the history", () => {
    const drift = forecastCandidates(Float64Array.of(1, 0.5, 2, 1.5, 3), [], 3, all).get("drift")!;
    expect(drift).toEqual([3.5, 4, 4.5]);
  });

  test("a classical season is for one of up to 24 rows", () => {
    const y = Float64Array.from({ length: 120 }, (_, t) => 2 + Math.sin(t));
    expect(forecastCandidates(y, [6], 3, all).has("classical-theta")).toBe(true);
    expect(forecastCandidates(y, [6, 30], 3, all).has("classical-theta")).toBe(false);
    expect(forecastCandidates(y, [30], 3, all).has("classical-theta")).toBe(false);
  });
});
