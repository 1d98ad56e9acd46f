import { describe, expect, test } from "vitest";
import { digestOf, readForecasts } from "../../../fixtures/prophet-r/forecasts.ts";
import { toCsv } from "../../../fixtures/prophet-r/series.ts";
import { cases } from "../../../fixtures/prophet-python/cases.ts";
import { distance, openCase } from "./fit-case.ts";

const forecasts = readForecasts("prophet-python");

async function beside(name: string) {
  const [made, theirs] = [cases[name]!, forecasts.cases[name]!];
  const { fitter, forecast } = await openCase(made, theirs.yhat.length);
  const fitted = fitter.fit();
  return {
    rows: made.table.columns["y"]!.length,
    percent: distance(made, forecast(fitted), theirs.yhat),
    isMoreProbable: fitted.logPosterior > theirs.logPosterior!,
  };
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe(`beside Prophet ${forecasts.versions.prophet} for Python`, () => {
  test("the forecasts are those of the cases", () => {
    expect(Object.keys(forecasts.cases)).toEqual(Object.keys(cases));
    for (const [name, { table }] of Object.entries(cases)) {
      expect(digestOf(toCsv(table, true)), `${name}: renew the forecasts with make.ts.`).toBe(
        forecasts.cases[name]!.input,
      );
    }
  });

  test("below 100 rows all forecasts are the same to five digits, and from there on most", async () => {
    const all = await Promise.all(Object.keys(cases).map(beside));
    const short = all.filter(({ rows }) => rows < 100).map(({ percent }) => percent);
    const long = all.filter(({ rows }) => rows >= 100).map(({ percent }) => percent);
    expect(short.length).toBeGreaterThanOrEqual(20);
    expect(long.length).toBeGreaterThanOrEqual(20);
    expect(median(short)).toBeLessThan(0.001);
    expect(Math.max(...short)).toBeLessThan(0.01);
    expect(median(long)).toBeLessThan(0.1);
  });

  test.each(Object.keys(cases))("%s", async (name) => {
    const { percent, isMoreProbable } = await beside(name);
    // Where it is further away, Prophet has stopped early.
    expect(percent).toBeLessThan(isMoreProbable ? 1 : 0.5);
  });
});
