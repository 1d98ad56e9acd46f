import Holidays from "date-holidays";
import { expect, test } from "vitest";
import { cases, usesColumns } from "../../../fixtures/prophet-r/cases.ts";
import { readForecasts } from "../../../fixtures/prophet-r/forecasts.ts";
import { toCsv } from "../../../fixtures/prophet-r/series.ts";
import { checkSeries } from "../../../../src/model/check/check-series.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { parseParameters, readChoice } from "../../../../src/model/parameters/parameters.ts";
import type { Columns } from "../../../../src/model/numeric/numbers.ts";
import { changepointsOf } from "../../../../src/model/prophet/changepoints.ts";
import { featuresOf, type Feature } from "../../../../src/model/prophet/features.ts";
import { createCountryCalendar } from "../../../../src/model/prophet/holidays.ts";
import { limitsOf, scaleOf } from "../../../../src/model/prophet/limits.ts";
import { prophetDescription, type ProphetParameters } from "../../../../src/model/prophet/parameters.ts";
import { refit } from "../../../../src/model/prophet/refit.ts";
import { scaledRows } from "../../../../src/model/prophet/scaling.ts";
import { seasonFeatures } from "../../../../src/model/prophet/seasons.ts";
import { bytes, plain } from "../support.ts";

const calendar = createCountryCalendar(() => Promise.resolve(Holidays));

/** The rows ahead, without Stan. */
async function refitted(input: Uint8Array, raw: Record<string, string | number | boolean>) {
  const parameters = parseParameters(raw, [prophetDescription]);
  const { series: all, targetColumn } = await readDataset(input, readChoice(parameters, prophetDescription));
  const { future } = checkSeries(all[0]!, targetColumn, prophetDescription, parameters);
  const series = plain(all[0]!);
  const own = parameters.own as ProphetParameters;
  const past = { ds: series.ds, y: series.y, ...series.columns };
  const ahead = plain({ ds: future.ds, ...future.columns }) as Columns;
  const { features } = await featuresOf(own, past, ahead, calendar);
  const terms = [...seasonFeatures(own, past, ahead), ...features].map((feature) => ({
    ...feature,
    history: [...feature.history, ...feature.future],
  }));
  const [limits, futureLimits] = [limitsOf(own, past), limitsOf(own, ahead)];
  const yScale = scaleOf(series.y, limits);
  const options = {
    growth: own.growth,
    changepointPriorScale: own["changepoint-prior-scale"],
    changepoints: changepointsOf(own, series.ds),
  };
  const whole = {
    ds: [...series.ds, ...ahead.ds],
    y: series.y,
    yScale,
    limits: limits && {
      cap: [...limits.cap, ...futureLimits!.cap],
      floor: [...limits.floor, ...futureLimits!.floor],
    },
  };
  const means = refit(scaledRows(whole, options, series.y.length), terms, options);
  return Array.from(
    means.slice(series.y.length),
    (mean, row) => mean * yScale + (futureLimits?.floor[row] ?? 0),
  );
}

const forecasts = readForecasts();

test.each(Object.keys(cases))("comes to the same forecast as Prophet for R: %s", async (name) => {
  const made = cases[name]!;
  const theirs = forecasts.cases[name]!;
  const input = bytes(toCsv(made.table, usesColumns(made)));
  const raw = { ...made.ours, model: "prophet", target: "y", horizon: theirs.yhat.length };
  const ours = await refitted(input, raw);
  const y = made.table.columns["y"]!;
  const range = Math.max(...y) - Math.min(...y);
  const differences = ours.map((value, row) => (100 * Math.abs(value - theirs.yhat[row]!)) / range);
  // Where the optimum is flat, R's own forecast moves when its optimizer takes another way; ours stops at neither.
  expect(Math.max(...differences)).toBeLessThan(Math.max(0.75, 8 * theirs.own));
});

test.each([
  ["linear", "additive"],
  ["linear", "multiplicative"],
  ["logistic", "additive"],
  ["flat", "multiplicative"],
] as const)("learns nothing from rows behind the known ones: %s, %s", (growth, mode) => {
  const options = {
    growth,
    changepointPriorScale: 0.05,
    changepoints: [20, 40, 60].map((day) => day * 86_400),
  };
  const wave = Array.from({ length: 120 }, (_, row) => Math.sin(row));
  const features: Feature[] = [{ name: "wave", history: wave, future: [], priorScale: 10, mode }];
  const meansOf = (later: number) => {
    const y = wave.map((value, row) => (row < 90 ? 30 + row / 3 + 4 * value : later));
    const limits = { cap: y.map(() => 90), floor: y.map(() => 5) };
    const rows = { ds: y.map((_, row) => row * 86_400), y, limits, yScale: 60 };
    return refit(scaledRows(rows, options, 90), features, options);
  };
  expect(meansOf(1e6)).toEqual(meansOf(-7));
  expect(meansOf(0)).toHaveLength(120);
  expect(meansOf(0).every(Number.isFinite)).toBe(true);
});
