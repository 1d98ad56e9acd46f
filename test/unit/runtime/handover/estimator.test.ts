import { describe, expect, it } from "vitest";
import { createEstimator } from "../../../../src/runtime/handover/estimator.ts";

const panel = (series: number, rows: number) =>
  Array.from({ length: series }, () => ({ ds: new Float64Array(rows) }));

describe("an estimate", () => {
  it("grows with series and rows, and differs by model", () => {
    const { estimate } = createEstimator();
    const small = estimate("auto", panel(10, 60)).ms;
    expect(estimate("auto", panel(1000, 60)).ms).toBeCloseTo(100 * small);
    expect(estimate("auto", panel(10, 600)).ms).toBeGreaterThan(2 * small);
    expect(estimate("naive", panel(10, 60)).ms).toBeLessThan(small / 5);
  });

  it("follows what the machine shows, for each model by itself", () => {
    const { estimate, learn } = createEstimator();
    const series = panel(1000, 100);
    const first = estimate("auto", series);
    learn("auto", first, 4 * first.ms);
    expect(estimate("auto", series).ms).toBeCloseTo(4 * first.ms);
    const theta = estimate("theta", series).ms;
    for (let times = 0; times < 30; times++) learn("auto", estimate("auto", series), first.ms / 2);
    expect(estimate("auto", series).ms / first.ms).toBeCloseTo(0.5, 2);
    expect(estimate("theta", series).ms).toBe(theta);
  });

  it("learns nothing from what takes a moment", () => {
    const { estimate, learn } = createEstimator();
    const before = estimate("auto", panel(1, 60));
    learn("auto", before, 400);
    expect(estimate("auto", panel(1, 60))).toEqual(before);
  });

  it("is a guess for a model of the user's own, until one has been seen", () => {
    const { estimate, learn } = createEstimator();
    const guess = estimate("my-model", panel(100, 100));
    expect(guess.isGuess).toBe(true);
    learn("my-model", guess, 90_000);
    expect(estimate("my-model", panel(200, 100))).toEqual({ ms: 180_000, isGuess: false });
  });
});
