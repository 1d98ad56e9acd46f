import { describe, expect, test } from "vitest";
import { cases, limitOf, usesColumns } from "../../../fixtures/prophet-r/cases.ts";
import { digestOf, readForecasts } from "../../../fixtures/prophet-r/forecasts.ts";
import { toCsv } from "../../../fixtures/prophet-r/series.ts";
import { bytes, parseForecast, testPredictor } from "../support.ts";

const forecasts = readForecasts("prophet-r");
const predictor = testPredictor();
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe(`beside Prophet ${forecasts.versions.prophet} for R`, () => {
  test("all cases are there, and most may differ by no more than 0.25 % of the range", () => {
    expect(Object.keys(forecasts.cases)).toEqual(Object.keys(cases));
    const strict = Object.entries(cases).filter(
      ([name, made]) =>
        made.table.columns["y"]!.length >= 140 && limitOf(made, forecasts.cases[name]!.own) === 0.25,
    );
    expect(strict.length).toBeGreaterThanOrEqual(30);
  });

  test.each(Object.entries(cases))("%s", async (name, made) => {
    const theirs = forecasts.cases[name]!;
    expect(digestOf(toCsv(made.table, true)), "The series changed: renew the forecasts with make.ts.").toBe(
      theirs.input,
    );
    const input = bytes(toCsv(made.table, usesColumns(made)));
    const prediction = await predictor.predictCsv(input, {
      ...made.ours,
      horizon: theirs.yhat.length,
      interval: theirs.lower === undefined ? 0 : 0.8,
      model: "prophet",
      target: "y",
      ...(theirs.lower !== undefined && { band: "simulated", samples: 4000 }),
    });
    const [point, lower, upper] = parseForecast(prediction.csv).columns as [number[], number[], number[]];
    const history = made.table.columns["y"]!;
    const range = Math.max(...history) - Math.min(...history);
    const differences = point.map((value, row) => (100 * Math.abs(value - theirs.yhat[row]!)) / range);
    expect(Math.max(...differences)).toBeLessThan(limitOf(made, theirs.own));

    if (theirs.lower === undefined || theirs.upper === undefined) return;
    // Both are drawn, with 4,000 futures.
    const width = mean(theirs.upper.map((value, row) => value - theirs.lower![row]!));
    const difference = (ours: readonly number[], their: readonly number[]) =>
      mean(ours.map((value, row) => Math.abs(value - their[row]!))) / width;
    const limit = made.boundsTolerance ?? 0.06;
    expect(difference(lower, theirs.lower)).toBeLessThan(limit);
    expect(difference(upper, theirs.upper)).toBeLessThan(limit);
  });
});
