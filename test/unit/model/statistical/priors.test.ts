import { describe, expect, test } from "vitest";
import { steadyDemand } from "../../../../src/model/statistical/methods/intermittent/kind.ts";
import { priorOf } from "../../../../src/model/statistical/priors.ts";
import { traitsOf, type Traits } from "../../../../src/model/statistical/traits.ts";

const traits = (rows: number, periods: number[], evidence = 0.5): Traits => ({
  ...traitsOf(
    Float64Array.from({ length: 40 }, (_, t) => t),
    [],
  ),
  rows,
  periods,
  evidence,
  steps: { logarithms: 0, wandering: 0, growth: 0 },
  demand: steadyDemand,
});

describe("priorOf", () => {
  test("a few rows without a season are trusted to go on as they went, not to return to their mean", () => {
    const few = traits(20, []);
    expect(priorOf("drift", few)).toBeGreaterThan(10 * priorOf("ar", few));
    expect(priorOf("drift", traits(60, []))).toBe(2 * priorOf("ar", traits(60, [])));
  });

  test("where a season may hide, the last value and the mean step count less", () => {
    const months = { ...traits(20, []), mayHideSeason: true };
    expect(priorOf("drift", months)).toBeLessThan(priorOf("theta", months) / 10);
    expect(traitsOf(Float64Array.of(1, 2, 3, 4), [], undefined, [12]).mayHideSeason).toBe(true);
  });

  test("a season that is plain to see leaves next to nothing to candidates without one", () => {
    const sure = traits(30, [12], 0.99);
    for (const name of ["mstl-ets", "log-mstl-theta", "classical-theta", "log-classical-theta"]) {
      expect(priorOf(name, sure)).toBeGreaterThan(30 * priorOf("naive", sure));
    }
    expect(priorOf("mstl-ets", traits(30, [12], 0.01))).toBeLessThan(priorOf("naive", sure) * 2);
  });

  test("theta counts more than the rest for one season, and autoregressions for several", () => {
    expect(priorOf("mstl-theta", traits(120, [12]))).toBe(3 * priorOf("mstl-ets", traits(120, [12])));
    const hourly = traits(800, [24, 168]);
    expect(priorOf("mstl-theta", hourly)).toBe(priorOf("mstl-ets", hourly));
    expect(priorOf("periodic-ar", hourly)).toBe(3 * priorOf("mstl-ets", hourly));
  });

  test("smoothing counts as much as theta where no season goes into the method", () => {
    for (const periods of [[], [52]]) {
      const weeks = traits(300, periods);
      expect(priorOf("ets", weeks)).toBe(priorOf("theta", weeks));
      expect(priorOf("log-ets", weeks)).toBeGreaterThan(priorOf("log-steps", weeks));
      expect(priorOf("steps", weeks)).toBeGreaterThan(2 * priorOf("ar", weeks));
    }
  });

  test("what the steps of a short history say moves the candidates that it is about, and no others", () => {
    const usual = traits(20, []);
    const share = (name: string, steps: Partial<Traits["steps"]>) =>
      priorOf(name, { ...usual, steps: { ...usual.steps, ...steps } }) / priorOf(name, usual);
    expect(share("log-ets", { logarithms: 1 })).toBeCloseTo(Math.sqrt(Math.E));
    expect(share("log-theta", { growth: -1 })).toBeCloseTo(Math.SQRT1_2);
    expect(share("drift", { wandering: 1 })).toBeCloseTo(Math.SQRT2);
    expect(share("theta", { wandering: 1 })).toBeCloseTo(Math.SQRT1_2);
    expect(share("naive", { logarithms: 1, wandering: 1, growth: 1 })).toBe(1);
  });

  test("of a series with a season they move logarithms and autoregressions of steps; of several seasons only logarithms", () => {
    const steps = { logarithms: 1, wandering: 1, growth: 1 };
    const months = traits(120, [12]);
    const share = (name: string, of: Traits) => priorOf(name, { ...of, steps }) / priorOf(name, of);
    expect(share("log-mstl-ets", months)).toBeCloseTo(Math.sqrt(Math.E));
    expect(share("mstl-steps", months)).toBe(2);
    expect(share("mstl-theta", months)).toBe(1);
    expect(share("log-mstl-steps", traits(800, [24, 168]))).toBeCloseTo(Math.E);
    expect(share("mstl-steps", traits(800, [24, 168]))).toBe(1);
  });
});
