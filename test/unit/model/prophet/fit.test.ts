import { describe, expect, test } from "vitest";
import { cases } from "../../../fixtures/prophet-r/cases.ts";
import { readForecasts } from "../../../fixtures/prophet-r/forecasts.ts";
import { createFitter, type Fits } from "../../../../src/model/prophet/fit.ts";
import type { Feature } from "../../../../src/model/prophet/features.ts";
import { meansOf } from "../../../../src/model/prophet/mean.ts";
import { distance, openCase } from "./fit-case.ts";

const day = 86_400;
const forecasts = readForecasts("prophet-r");

test.each(Object.keys(cases))("a refit comes to the same forecast as Prophet for R: %s", async (name) => {
  const [made, theirs] = [cases[name]!, forecasts.cases[name]!];
  const { fits, fitter, forecast } = await openCase(made, theirs.yhat.length);
  const refitted = fitter.refit(fits.history.ds.length, fits.history.yScale);
  // It takes L-BFGS for short series too, and its first stop.
  expect(distance(made, forecast(refitted), theirs.yhat)).toBeLessThan(Math.max(0.75, 8 * theirs.own));
});

const wave = Float64Array.from({ length: 120 }, (_, row) => Math.sin(row));

function fitsOf(y: readonly number[], growth: "linear" | "logistic" | "flat", mode: Feature["mode"]): Fits {
  const features: Feature[] = [
    { name: "wave", history: wave, future: new Float64Array(0), priorScale: 10, mode },
  ];
  const limits = { cap: y.map(() => 90), floor: y.map(() => 5) };
  return {
    history: { ds: y.map((_, row) => row * day), y, limits, yScale: 60 },
    features,
    optionsFor: (known) => ({
      growth,
      changepointPriorScale: 0.05,
      changepoints: [20, 40, 60].map((row) => Math.floor((row * known) / 120) * day),
    }),
  };
}

const series = (later: number) =>
  Array.from(wave, (value, row) => (row < 90 ? 30 + row / 3 + 4 * value : later));

describe.each([
  ["linear", "additive"],
  ["linear", "multiplicative"],
  ["logistic", "additive"],
  ["flat", "additive"],
  ["flat", "multiplicative"],
] as const)("%s, %s", (growth, mode) => {
  test("a refit learns nothing from rows behind the known ones", () => {
    const meansFor = (later: number) => {
      const fits = fitsOf(series(later), growth, mode);
      return meansOf(createFitter(fits, [90]).refit(90, 60), {
        t: [90, 100, 119].map((row) => row / 89),
        limits: { cap: [90, 90, 90], floor: [5, 5, 5] },
        features: fits.features,
        values: [Float64Array.from([90, 100, 119], (row) => wave[row]!)],
      }).yhat;
    };
    const means = meansFor(33);
    // Sums of products may be rounded by what is subtracted before.
    for (const [row, mean] of meansFor(50).entries()) expect(mean).toBeCloseTo(means[row]!, 1);
    expect(means.every(Number.isFinite)).toBe(true);
  });
});

test("a trend without changepoints, and one without features, are fitted", () => {
  const fits = fitsOf(series(50).slice(0, 110), "linear", "additive");
  const bare: Fits = {
    ...fits,
    features: [],
    optionsFor: () => ({ growth: "linear", changepointPriorScale: 0.05, changepoints: [] }),
  };
  const { fit, beta } = createFitter(bare, []).fit();
  expect(fit.delta).toHaveLength(0);
  expect(fit.changepoints).toHaveLength(0);
  expect(beta).toHaveLength(0);
  expect(fit.k).toBeGreaterThan(0);
});
