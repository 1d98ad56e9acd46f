import { readFileSync } from "node:fs";
import { initSync, Prophet, type ProphetOptimizer, type ProphetOptions } from "@bsull/augurs/prophet";
import { optimizer } from "@bsull/augurs-prophet-wasmstan";
import { beforeAll, describe, expect, test } from "vitest";
import { affordableSamples, drawBands, type FutureRows } from "../../../../src/model/prophet/band.ts";
import type { Fit } from "../../../../src/model/prophet/trend.ts";
import { createRandom, randomFor, xoshiro128, type Random } from "../../../../src/model/numeric/random.ts";
import { bytes, parseForecast, testPredictor } from "../support.ts";

const fit: Fit = {
  growth: "linear",
  k: 2,
  m: 0.5,
  delta: [0, 0],
  changepoints: [0.25, 0.5],
  sigma: 0,
  yScale: 10,
};
const rows = { t: [1.1, 1.5], additive: [0, 3], multiplicative: [0, 0.1] };
const random = () => randomFor([1]);

const drawBand = (of: Fit, at: FutureRows, level: number, samples: number, source: Random) =>
  drawBands(of, at, [level], samples, source)[0]!;

describe("drawBands", () => {
  test("has no width without noise and without changes of the trend", () => {
    const { lower, upper } = drawBand(fit, rows, 0.8, 100, random());
    // (2 t + 0.5) * 10, then * 1.1 + 3
    expect(lower[0]).toBeCloseTo(27, 4);
    expect(upper[1]).toBeCloseTo(41.5, 4);
    expect(upper[1]! - lower[1]!).toBeLessThan(1e-4);
  });

  test("starts from the rate and level after the last changepoint", () => {
    // The rate is 2, from 0.25 on 3, from 0.5 on 1: at 1.5 it is 0.5 + 2 * 0.25 + 3 * 0.25 + 1 * 1.
    const changing = { ...fit, delta: [1, -2], changepoints: [0.25, 0.5] };
    const { lower, upper } = drawBand(
      changing,
      { t: [1], additive: [0], multiplicative: [0] },
      0.8,
      100,
      random(),
    );
    expect(lower[0]).toBeCloseTo(22.5, 6);
    expect(upper[0]).toBeCloseTo(22.5, 6);
  });

  test("follows the logistic curve between floor and cap", () => {
    const logistic: Fit = { ...fit, growth: "logistic" };
    const { lower } = drawBand(
      logistic,
      { t: [1.5], additive: [0], multiplicative: [0], limits: { cap: [25], floor: [5] } },
      0.8,
      100,
      random(),
    );
    expect(lower[0]).toBeCloseTo((2 / (1 + Math.exp(-2 * 1))) * 10 + 5, 4);
  });

  test("is flat for a flat trend, and as wide as the noise", () => {
    const flat: Fit = { ...fit, growth: "flat", sigma: 0.1 };
    const { lower, upper } = drawBand(
      flat,
      { t: [1.1], additive: [0], multiplicative: [0] },
      0.8,
      10_000,
      random(),
    );
    expect((lower[0]! + upper[0]!) / 2).toBeCloseTo(5, 1);
    expect(upper[0]! - lower[0]!).toBeCloseTo(2 * 1.2816, 1);
  });

  test("gives the same for the same seed", () => {
    const noisy = { ...fit, sigma: 0.2, delta: [0.3, -0.2] };
    expect(drawBand(noisy, rows, 0.5, 500, random())).toEqual(drawBand(noisy, rows, 0.5, 500, random()));
    const other = createRandom(xoshiro128([1, 2, 3, 4]));
    expect(drawBand(noisy, rows, 0.5, 500, random())).not.toEqual(drawBand(noisy, rows, 0.5, 500, other));
  });

  test("takes the bands of all levels from the same draws", () => {
    const noisy: Fit = { ...fit, sigma: 0.1 };
    const [narrow, wide] = drawBands(noisy, rows, [0.5, 0.9], 500, random());
    expect(narrow).toEqual(drawBand(noisy, rows, 0.5, 500, random()));
    expect(wide!.lower[0]).toBeLessThan(narrow!.lower[0]!);
    expect(wide!.upper[0]).toBeGreaterThan(narrow!.upper[0]!);
  });

  test("draws less often for a long horizon", () => {
    const far = Array.from({ length: 10_000 }, (_, row) => 1 + row / 1000);
    expect(affordableSamples(1000, fit, [1.1, 1.2])).toBe(1000);
    expect(affordableSamples(1000, fit, far)).toBe(299);
    expect(affordableSamples(100, fit, far)).toBe(100);
  });
});

describe("beside augurs' own band", () => {
  beforeAll(() => {
    const wasm = new URL("./prophet_bg.wasm", import.meta.resolve("@bsull/augurs/prophet"));
    initSync({ module: readFileSync(wasm) });
  });

  // A trend that turns, a week, noise: all parts of the band matter.
  const noise = randomFor([7]);
  const level = (day: number) => 200 + Math.abs(day - 150) + Math.max(0, day - 240) * 2;
  const y = Array.from(
    { length: 300 },
    (_, day) => level(day) * (1 + 0.1 * Math.sin((day * 2 * Math.PI) / 7)) + 8 * noise.normal(),
  );
  const ds = y.map((_, day) => (19_000 + day) * 86_400);
  const future = Array.from({ length: 90 }, (_, row) => (19_300 + row) * 86_400);
  const csv = [
    "ds,y",
    ...ds.map((at, row) => `${new Date(at * 1000).toISOString().slice(0, 10)},${y[row]}`),
  ].join("\n");

  test.each<
    [string, Record<string, string | number>, Partial<ProphetOptions>, { cap?: number; floor?: number }]
  >([
    ["additive", {}, {}, {}],
    ["multiplicative", { "seasonality-mode": "multiplicative" }, { seasonalityMode: "multiplicative" }, {}],
    [
      "logistic",
      { growth: "logistic", cap: 900, floor: 50 },
      { growth: "logistic" },
      { cap: 900, floor: 50 },
    ],
    ["flat", { growth: "flat" }, { growth: "flat" }, {}],
  ])("ours is as wide and lies at the same place: %s", async (_, parameters, options, { cap, floor }) => {
    const limits = (length: number) =>
      cap === undefined || floor === undefined
        ? {}
        : { cap: Array<number>(length).fill(cap), floor: Array<number>(length).fill(floor) };
    const model = new Prophet({
      ...options,
      holidaysPriorScale: 10,
      intervalWidth: 0.8,
      uncertaintySamples: 4000,
      optimizer: optimizer as unknown as ProphetOptimizer,
    });
    model.fit({ ds, y, ...limits(ds.length) });
    const theirs = model.predict({ ds: future, ...limits(future.length) }).yhat;
    model.free();
    const prediction = await testPredictor().predictCsv(bytes(csv), {
      model: "prophet",
      ...parameters,
      horizon: 90,
      band: "simulated",
      samples: 4000,
    });
    const [point, lower, upper] = parseForecast(prediction.csv).columns as [number[], number[], number[]];

    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const { lower: theirLower, upper: theirUpper } = theirs.intervals!;
    const width = mean(upper.map((value, row) => value - lower[row]!));
    const theirWidth = mean(theirUpper.map((value, row) => value - theirLower[row]!));
    expect(width / theirWidth).toBeGreaterThan(0.9);
    expect(width / theirWidth).toBeLessThan(1.1);
    // Each band by its own points: augurs orders its components at random and stops up to 2 % of the range away from run
    // to run. Points are held beside Prophet for R.
    const beside = (bound: readonly number[], at: readonly number[]) => mean(bound) - mean(at);
    expect(Math.abs(beside(upper, point) - beside(theirUpper, theirs.point))).toBeLessThan(0.1 * theirWidth);
    expect(Math.abs(beside(lower, point) - beside(theirLower, theirs.point))).toBeLessThan(0.1 * theirWidth);
  });
});
