// Fits a case of the fixtures through what the model itself calls, for numbers that no forecast file holds.
import Holidays from "date-holidays";
import { usesColumns, type Case } from "../../../fixtures/prophet-r/cases.ts";
import { toCsv } from "../../../fixtures/prophet-r/series.ts";
import { checkSeries } from "../../../../src/model/check/check-series.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { parseParameters, readChoice } from "../../../../src/model/parameters/parameters.ts";
import type { Columns } from "../../../../src/model/numeric/numbers.ts";
import { changepointsOf } from "../../../../src/model/prophet/changepoints.ts";
import { featuresOf } from "../../../../src/model/prophet/features.ts";
import { createFitter, type Fits, type Fitted } from "../../../../src/model/prophet/fit.ts";
import { createCountryCalendar } from "../../../../src/model/prophet/holidays.ts";
import { limitsOf, scaleOf } from "../../../../src/model/prophet/limits.ts";
import { meansOf } from "../../../../src/model/prophet/mean.ts";
import { prophetDescription, type ProphetParameters } from "../../../../src/model/prophet/parameters.ts";
import { seasonFeatures } from "../../../../src/model/prophet/seasons.ts";
import { bytes, plain } from "../support.ts";

const calendar = createCountryCalendar(() => Promise.resolve(Holidays));

/** @param horizon rows to forecast */
export async function openCase(made: Case, horizon: number) {
  const raw = { ...made.ours, model: "prophet", target: "y", horizon };
  const parameters = parseParameters(raw, [prophetDescription]);
  const input = bytes(toCsv(made.table, usesColumns(made)));
  const { series: all, targetColumn } = await readDataset(input, readChoice(parameters, prophetDescription));
  const { future } = checkSeries(all[0]!, targetColumn, prophetDescription, parameters);
  const series = plain(all[0]!);
  const own = parameters.own as ProphetParameters;
  const past = { ds: series.ds, y: series.y, ...series.columns };
  const ahead = plain({ ds: future.ds, ...future.columns }) as Columns;
  const { features: extra } = await featuresOf(own, past, ahead, calendar);
  const features = [...seasonFeatures(own, past, ahead), ...extra];
  const limits = limitsOf(own, past);
  const fits: Fits = {
    history: { ds: series.ds, y: series.y, limits, yScale: scaleOf(series.y, limits) },
    features,
    optionsFor: (known) => ({
      growth: own.growth,
      changepointPriorScale: own["changepoint-prior-scale"],
      changepoints: changepointsOf(own, series.ds, known),
    }),
  };
  const [first, span] = [series.ds[0]!, series.ds.at(-1)! - series.ds[0]!];
  const forecast = (fitted: Fitted): number[] =>
    meansOf(fitted, {
      t: ahead.ds.map((date) => (date - first) / span),
      limits: limitsOf(own, ahead),
      features,
      values: features.map((feature) => feature.future),
    }).yhat;
  return { fits, fitter: createFitter(fits, []), forecast };
}

/** The largest distance of two forecasts, in percent of the history's range. */
export function distance(made: Case, ours: readonly number[], theirs: readonly number[]): number {
  const y = made.table.columns["y"]!;
  const range = Math.max(...y) - Math.min(...y);
  return Math.max(...ours.map((value, row) => (100 * Math.abs(value - theirs[row]!)) / range));
}
