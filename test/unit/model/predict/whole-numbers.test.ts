import { describe, expect, test } from "vitest";
import { wholeNumbers } from "../../../../src/model/predict/whole-numbers.ts";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { bytes, dailyCsv, parseForecast, sixtyDays, testPredictor } from "../support.ts";

const whole = (yhat: number[], lower = yhat, upper = yhat) =>
  wholeNumbers({ ds: yhat.map((_, row) => row), yhat, bands: [{ lower, upper }] });

describe("wholeNumbers", () => {
  test("spreads a rate below a half over the rows", () => {
    expect(whole(Array<number>(10).fill(0.3)).yhat.reduce((sum, value) => sum + value)).toBe(3);
    expect(whole(Array<number>(28).fill(0.01)).yhat).toEqual(Array<number>(28).fill(0));
  });

  test("keeps each sum within a half, each value within one, and the point inside its band", () => {
    const { normal, uniform } = createRandom(xoshiro128([1, 2, 3, 4]));
    for (let round = 0; round < 200; round++) {
      const yhat = Array.from({ length: 40 }, () => (uniform() < 0.3 ? Math.round(normal()) : 5 * normal()));
      const rows = whole(
        yhat,
        yhat.map((value) => value - uniform()),
        yhat.map((value) => value + uniform() * 0.1),
      );
      let owed = 0;
      for (const [row, value] of rows.yhat.entries()) {
        owed += yhat[row]! - value;
        expect(Math.abs(owed)).toBeLessThanOrEqual(0.5 + 1e-9);
        expect(Math.abs(yhat[row]! - value)).toBeLessThan(1);
        const { lower, upper } = rows.bands[0]!;
        expect(lower[row]).toBeLessThanOrEqual(value);
        expect(upper[row]).toBeGreaterThanOrEqual(value);
        expect([value, lower[row], upper[row]].every(Number.isInteger)).toBe(true);
      }
    }
  });

  test("leaves whole numbers as they are, and writes no negative zero", () => {
    expect(whole([3, 0, 1e300, -2]).yhat).toEqual([3, 0, 1e300, -2]);
    expect(whole([-0.2, -0.2]).yhat).toEqual([0, 0]);
  });
});

describe.each(["auto", "prophet", "naive"])("%s with integer", (model) => {
  test("writes whole numbers alone", async () => {
    const { csv } = await testPredictor().predictCsv(bytes(dailyCsv(sixtyDays)), { model, integer: "true" });
    const { columns } = parseForecast(csv);
    expect(columns.flat().every(Number.isInteger)).toBe(true);
    columns[0]!.forEach((point, row) => {
      expect(columns[1]![row]!).toBeLessThanOrEqual(point);
      expect(columns[2]![row]!).toBeGreaterThanOrEqual(point);
    });
  });
});

test("integer is refused where it is neither true nor false, and told of where it was used", async () => {
  const predictor = testPredictor();
  expect(() => predictor.prepare({ integer: "maybe" })).toThrow(/true or false/);
  const { parameters } = await predictor.predictCsv(bytes(dailyCsv([2.5, 2.5, 2.5])), { integer: true });
  expect(parameters).toMatchObject({ integer: true });
});
