import { describe, expect, test } from "vitest";
import { bytes, dailyCsv, parseForecast, testPredictor } from "../support.ts";

const predictor = testPredictor();

async function forecast(csv: string, parameters: Record<string, string | number>) {
  const prediction = await predictor.predictCsv(bytes(csv), parameters);
  return { ...prediction, ...parseForecast(prediction.csv) };
}

describe("naive", () => {
  test("repeats the last value, with a band that grows with the root of the steps", async () => {
    // Steps of +2 and -2: the residuals' standard deviation is 2.
    const { columns } = await forecast(dailyCsv([1, 3, 1, 3, 1, 3]), { model: "naive", horizon: 4 });
    const [point, lower, upper] = columns;
    expect(point).toEqual([3, 3, 3, 3]);
    const half = 1.281_551_565_544_6 * 2;
    expect(upper![0]! - 3).toBeCloseTo(half, 7);
    expect(upper![3]! - 3).toBeCloseTo(half * 2, 7);
    expect(3 - lower![3]!).toBeCloseTo(half * 2, 7);
  });

  test("stands numbers near the end of the range", async () => {
    const { columns } = await forecast(dailyCsv([1e300, 3e300, 2e300]), { model: "naive", horizon: 2 });
    expect(columns.flat().every(Number.isFinite)).toBe(true);
  });
});

// Rows at the end that did not change say little of whether the next ones will.
test.each([
  ["naive", [...Array<number>(10).fill(5), ...Array<number>(30).fill(20)], 15 / 39 / (4 * 7 + 1)],
  ["naive", [20, 24, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20], 8 / 11 / (4 * 3 + 1)],
])("%s of what stood still at last has a band as of one more mean step", async (model, rows, half) => {
  const { columns } = await forecast(dailyCsv(rows), { model, horizon: 7, "last-row": "keep" });
  const [point, lower, upper] = columns;
  expect(point![0]).toBe(20);
  expect(upper![0]! - 20).toBeCloseTo(half, 7);
  expect(20 - lower![0]!).toBeCloseTo(half, 7);
});

test("seasonal-naive of weeks that were all alike has a band", async () => {
  const { columns } = await forecast(dailyCsv(Array.from({ length: 70 }, (_, t) => t % 7)), {
    model: "seasonal-naive",
    horizon: 7,
  });
  const [point, lower, upper] = columns;
  expect(point).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(upper!.every((value, h) => value > point![h]! && lower![h]! < point![h]!)).toBe(true);
});

describe("seasonal-naive", () => {
  const week = [10, 20, 30, 40, 50, 60, 70];

  test("repeats the last week of a daily series", async () => {
    const csv = dailyCsv([...week, ...week.map((value) => value + 1)]);
    const { columns, parameters } = await forecast(csv, { model: "seasonal-naive", horizon: 9 });
    expect(columns[0]).toEqual([11, 21, 31, 41, 51, 61, 71, 11, 21]);
    expect(parameters["season-length"]).toBe(7);
    const width = columns[2]!.map((upper, row) => upper - columns[1]![row]!);
    expect(width[0]).toBeCloseTo(2 * 1.281_551_565_544_6, 7);
    expect(width[7]).toBeCloseTo(width[0]! * Math.SQRT2, 7);
  });

  test("keeps to the weekday across gaps", async () => {
    // The second Tuesday is missing, so its forecast is the first one's value.
    const rows = [...week, 11, "", 31, 41, 51, 61, 71];
    const { columns } = await forecast(dailyCsv(rows), { model: "seasonal-naive", horizon: 3 });
    expect(columns[0]).toEqual([11, 20, 31]);
    expect(columns[2]![1]! - 20).toBeGreaterThan(columns[2]![0]! - 11);
  });

  test("takes the season that it is told", async () => {
    const { columns } = await forecast(dailyCsv([1, 2, 3, 1, 2, 4]), {
      model: "seasonal-naive",
      horizon: 3,
      "season-length": 3,
      interval: 0,
    });
    expect(columns[0]).toEqual([1, 2, 4]);
  });

  test("falls back to the last value below one season, and says so", async () => {
    const { columns, warnings } = await forecast(dailyCsv([1, 5, 2]), {
      model: "seasonal-naive",
      horizon: 2,
    });
    expect(columns[0]).toEqual([2, 2]);
    expect(warnings[0]).toMatch(/shorter than one season of 7 rows/);
  });
});
