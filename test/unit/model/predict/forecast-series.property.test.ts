// Awkward series, generated, through every model: what holds for every forecast, whatever it is a forecast of.
import fc from "fast-check";
import { expect, test } from "vitest";
import { forecastSeries } from "../../../../src/model/predict/forecast-series.ts";
import { createModels } from "../../../../src/model/predict/models.ts";
import { isConstant } from "../../../../src/model/numeric/numbers.ts";
import { parseParameters } from "../../../../src/model/parameters/parameters.ts";
import type { Frequency } from "../../../../src/model/time/frequency.ts";

const models = createModels();
const names = Object.keys(models);
const levels = [0.5, 0.8, 0.99];

interface Case {
  model: string;
  y: number[];
  horizon: number;
  seconds: number;
  lastRow: string;
  isWhole: boolean;
}

/** A level and what is wrong with it: noise, a step, zeros on one side, demand now and then, a slip, growth, repeats. */
const values = fc
  .record({
    noise: fc.array(
      fc.integer({ min: -1000, max: 1000 }).map((each) => each / 1000),
      { minLength: 5, maxLength: 40 },
    ),
    level: fc.constantFrom(0, 1, 100, -100, 1e6),
    spread: fc.constantFrom(0, 0.001, 1, 20, 1e6),
    at: fc.nat(39),
    shape: fc.constantFrom("noise", "step", "zeros after", "zeros before", "demand", "slip", "growth", "two"),
  })
  .map(({ noise, level, spread, at, shape }) => {
    const change = at % noise.length;
    return noise.map((by, t) => {
      const value = level + spread * by;
      if (shape === "step") return value + (t >= change ? 3 * spread : 0);
      if (shape === "zeros after") return t > change ? 0 : value;
      if (shape === "zeros before") return t < change ? 0 : value;
      if (shape === "demand") return by > 0.6 ? Math.ceil(5 * by) : 0;
      if (shape === "slip") return t === change ? 1e9 : value;
      if (shape === "growth") return Math.exp(t / 3) * (2 + by);
      return shape === "two" ? (by > 0 ? 9 : -4) : value;
    });
  });

const awkward: fc.Arbitrary<Case> = fc.record({
  model: fc.constantFrom(...names),
  y: values,
  horizon: fc.constantFrom(1, 2, 7, 30),
  seconds: fc.constantFrom(300, 3600, 86_400, 604_800),
  lastRow: fc.constantFrom("auto", "keep", "drop"),
  isWhole: fc.boolean(),
});

async function forecast({ model, y, horizon, seconds, lastRow, isWhole }: Case) {
  const frequency: Frequency = { kind: "fixed", seconds };
  const raw = { model, interval: levels.join(), "last-row": lastRow, integer: String(isWhole) };
  const { common, own } = parseParameters(raw, Object.values(models));
  return forecastSeries({
    model: models[model]!,
    history: { ds: y.map((_, t) => t * seconds), y },
    future: { ds: Array.from({ length: horizon }, (_, h) => (y.length + h) * seconds) },
    frequency,
    parameters: own,
    common,
  });
}

test(
  "bands are nested, hold the point, and have a width; never negative sales; 1,024 times the values, 1,024 times the forecast",
  { timeout: 120_000 },
  async () => {
    const property = fc.asyncProperty(awkward, async (each) => {
      const { y, lastRow, model, isWhole } = each;
      const { rows } = await forecast(each);
      const fitted = lastRow === "drop" ? y.slice(0, -1) : y;
      // A last row that does not fit may be all that differs.
      const isEqual = isConstant(fitted) || isConstant(fitted.slice(0, -1));
      const isNeverNegative = model !== "prophet" && !model.includes("naive") && Math.min(...y) >= 0;
      for (const [h, point] of rows.yhat.entries()) {
        const path = [
          ...rows.bands.map(({ lower }) => lower[h]!).toReversed(),
          point,
          ...rows.bands.map(({ upper }) => upper[h]!),
        ];
        expect(path.every(Number.isFinite)).toBe(true);
        expect(path).toEqual(path.toSorted((a, b) => a - b));
        expect(path.at(-1)! - path[0]! > 0 || isEqual).toBe(true);
        expect(path[0]).toBeGreaterThanOrEqual(isNeverNegative ? 0 : -Infinity);
      }
      if (isWhole) return;
      // A power of two, so that no bit of the fit may differ.
      const larger = (await forecast({ ...each, y: y.map((value) => 1024 * value) })).rows;
      const all = ({ yhat, bands }: typeof rows) => [
        ...yhat,
        ...bands.flatMap(({ lower, upper }) => [...lower, ...upper]),
      ];
      const size = Math.max(...y.map(Math.abs), ...all(rows).map(Math.abs));
      for (const [i, value] of all(rows).entries()) {
        expect(Math.abs(all(larger)[i]! / 1024 - value)).toBeLessThanOrEqual(1e-9 * size);
      }
    });
    await fc.assert(property, { seed: 20_240_102, numRuns: 1000, endOnFailure: true });
  },
);
