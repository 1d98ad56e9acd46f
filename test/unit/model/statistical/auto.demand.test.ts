// Intermittent demand from the file to the forecast.
import { describe, expect, test } from "vitest";
import { bytes, dailyCsv, parseForecast, testPredictor } from "../support.ts";
import { demandSeries, meanSize, type Sizes } from "./methods/intermittent/demand-series.ts";

const predictor = testPredictor();

async function forecast(csv: string, parameters: Record<string, string | number> = {}) {
  const prediction = await predictor.predictCsv(bytes(csv), { horizon: 28, ...parameters });
  const [point, lower, upper] = parseForecast(prediction.csv).columns as [number[], number[], number[]];
  point.forEach((value, row) => {
    expect(lower[row]!).toBeLessThanOrEqual(value);
    expect(upper[row]!).toBeGreaterThanOrEqual(value);
  });
  return { ...prediction, point, lower, upper, mean: mean(point) };
}

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

const monthlyCsv = (values: readonly number[]) =>
  [
    "date,y",
    ...values.map(
      (value, month) => `${new Date(Date.UTC(2020, month, 1)).toISOString().slice(0, 10)},${value}`,
    ),
  ].join("\n");

describe("auto on intermittent demand", () => {
  test.each<[number, Sizes]>([
    [0.05, "unit"],
    [0.1, "lumpy"],
    [0.3, "unit"],
    [0.3, "lumpy"],
    [0.6, "lumpy"],
  ])("forecasts the mean rate at a share of %d, %s", async (share, sizes) => {
    const ratios: number[] = [];
    let near = 0;
    for (let seed = 0; seed < 50; seed++) {
      const y = demandSeries(seed, 400, () => share, sizes);
      const { mean: rate, lower, explanation } = await forecast(dailyCsv([...y]));
      ratios.push(rate / mean(y));
      if (Math.abs(rate / mean(y) - 1) <= 0.1) near++;
      expect(lower[0]).toBe(0);
      expect(explanation).toMatchObject({ intermittent: true });
    }
    expect(mean(ratios)).toBeGreaterThan(0.95);
    expect(mean(ratios)).toBeLessThan(1.05);
    expect(near).toBeGreaterThanOrEqual(40);
  });

  test("is no other after a day with a sale than after one without", async () => {
    const y = [...demandSeries(7, 400, () => 0.1, "lumpy")];
    const without = await forecast(dailyCsv([...y, 0]));
    const withSale = await forecast(dailyCsv([...y, Math.round(meanSize.lumpy)]));
    expect(withSale.mean / without.mean).toBeGreaterThan(0.9);
    expect(withSale.mean / without.mean).toBeLessThan(1.2);
  });

  test("forecasts next to nothing of what is no longer sold", async () => {
    const y = demandSeries(8, 400, (t) => (t < 280 ? 0.3 : 0), "lumpy");
    const { mean: rate } = await forecast(dailyCsv([...y]));
    expect(rate).toBeLessThan(0.03 * mean(y));
  });

  test("forecasts a new item by what was sold of it, and says so", async () => {
    const started = await forecast(dailyCsv([...demandSeries(4, 300, (t) => (t < 240 ? 0 : 0.5))]));
    expect(started.mean).toBeGreaterThan(0.7);
    expect(started.mean).toBeLessThan(1.3);
    expect(started.warnings).toEqual([
      expect.stringMatching(/^The first 24\d rows are 0, .* made of the 5\d rows from \d{4}-\d\d-\d\d on\.$/),
    ]);
    const justStarted = await forecast(dailyCsv([...Array<number>(55).fill(0), 2, 18]));
    expect(justStarted.mean).toBeGreaterThan(3);
    expect(justStarted.upper[0]).toBeGreaterThan(10);
  });

  test("follows demand that grows", async () => {
    const y = demandSeries(9, 400, (t) => 0.05 + (0.55 * t) / 400);
    const { mean: rate } = await forecast(dailyCsv([...y]));
    expect(rate).toBeGreaterThan(1.5 * mean(y));
    expect(rate).toBeLessThan(2.2 * mean(y));
  });

  test("sees the days on which the shop is shut", async () => {
    const y = demandSeries(10, 364, (t) => (t % 7 === 6 ? 0 : 0.4));
    const { point } = await forecast(dailyCsv([...y]));
    const sundays = point.filter((_, h) => (364 + h) % 7 === 6);
    const others = point.filter((_, h) => (364 + h) % 7 !== 6);
    expect(Math.max(...sundays)).toBe(0);
    expect(Math.abs(mean(others) / ((mean(y) * 7) / 6) - 1)).toBeLessThan(0.1);
  });

  test("forecasts what comes once a year in its month, with a band", async () => {
    const { point, lower, upper } = await forecast(
      monthlyCsv(Array.from({ length: 36 }, (_, month) => (month % 12 === 0 ? 1 : 0))),
      { horizon: 12 },
    );
    expect(point[0]).toBeCloseTo(1, 6);
    expect(Math.max(...point.slice(1))).toBeLessThan(0.01);
    expect(upper.every((value, row) => value > lower[row]!)).toBe(true);
    expect(lower[0]).toBe(0);
  });

  test("knows sizes that come once a year in any of the last years", async () => {
    const sizes = [100, 120, 90, 110];
    const { point, upper } = await forecast(
      monthlyCsv(Array.from({ length: 48 }, (_, month) => (month % 12 === 0 ? sizes[month / 12]! : 0))),
      { horizon: 12 },
    );
    expect(point[0]).toBeGreaterThan(85);
    expect(point[0]).toBeLessThan(125);
    expect(upper[0]).toBeGreaterThanOrEqual(110);
  });

  test.each<[string, (t: number) => number]>([
    ["one sale in two years", (t) => (t === 300 ? 4 : 0)],
    ["nothing but the last day", (t) => (t === 729 ? 4 : 0)],
    ["nothing but the first day", (t) => (t === 0 ? 4 : 0)],
  ])("stands %s", async (_, value) => {
    const { mean: rate, upper } = await forecast(dailyCsv(Array.from({ length: 730 }, (_, t) => value(t))));
    expect(rate).toBeLessThan(0.02);
    expect(Math.max(...upper)).toBeGreaterThan(0);
    expect(Math.max(...upper)).toBeLessThan(4);
  });

  test("keeps the sum when it rounds", async () => {
    const csv = dailyCsv([...demandSeries(11, 400, () => 0.2)]);
    const { mean: rate } = await forecast(csv);
    const whole = await forecast(csv, { integer: "true" });
    expect(Math.abs(whole.mean - rate) * 28).toBeLessThanOrEqual(0.5 + 1e-9);
    expect([...whole.point, ...whole.upper].every(Number.isInteger)).toBe(true);
  });
});
