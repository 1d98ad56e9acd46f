// Prophet as a forecast model (Taylor and Letham, Forecasting at scale, 2018): trend, seasons, holidays, regressors.
import { daySeconds } from "../time/calendar.ts";
import type { Forecast, ForecastModel, ForecastRequest } from "../predict/forecast-model.ts";
import { columnsOf, forecastFrame } from "../predict/frame.ts";
import { InputError } from "../input-error.ts";
import { calibratedBands, windowsFor } from "./calibration.ts";
import { simulatedBands } from "./band.ts";
import { explain } from "./explanation.ts";
import { changepointsOf } from "./changepoints.ts";
import { featuresOf } from "./features.ts";
import { FitFailure, createFitter } from "./fit.ts";
import { meansOf } from "./mean.ts";
import { createCountryCalendar, type CountryCalendar } from "./holidays.ts";
import { limitsOf, scaleOf } from "./limits.ts";
import { prophetParts } from "./parts.ts";
import { prophetDescription, type ProphetParameters } from "./parameters.ts";
import { seasonFeatures, seasonsOf } from "./seasons.ts";
import { randomFor } from "../numeric/random.ts";

export type ProphetModel = ForecastModel<typeof prophetDescription.parameters> &
  Required<Pick<ForecastModel, "warmUp">>;

export function createProphet(): ProphetModel {
  const calendar = createCountryCalendar(async () => (await import("date-holidays")).default);
  return {
    ...prophetDescription,
    version: "prophet 2",
    warmUp() {
      // A first fit makes the engine compile what most fits run.
      const y = Array.from({ length: 120 }, (_, day) => day + 3 * Math.sin(day));
      const ds = y.map((_, day) => day * daySeconds);
      const optionsFor = () => ({
        growth: "linear" as const,
        changepointPriorScale: 0.05,
        changepoints: ds.slice(20, 90),
      });
      createFitter(
        { history: { ds, y, limits: undefined, yScale: 120 }, features: [], optionsFor },
        [],
      ).fit();
      return Promise.resolve();
    },
    async forecast(request) {
      try {
        return await run(calendar, request);
      } catch (error) {
        if (!(error instanceof FitFailure)) throw error;
        throw new InputError("Prophet found no fit for this series.", {
          code: "model.fit-failed",
          fix: "Set the parameter model to seasonal-naive, or look for a few values that are far off all others.",
          cause: error,
        });
      }
    },
  };
}

async function run(
  calendar: CountryCalendar,
  request: ForecastRequest<ProphetParameters>,
): Promise<Forecast> {
  const { parameters, levels } = request;
  const [history, future] = [columnsOf(request.history), columnsOf(request.future)];
  const { ds } = history;
  const [y, dates] = [history["y"]!, future.ds];
  const [limits, futureLimits] = [limitsOf(parameters, history), limitsOf(parameters, future)];
  const yScale = scaleOf(y, limits);
  const extra = await featuresOf(parameters, history, future, calendar);
  checkSize(parameters, extra.features.length, ds);
  const features = [...seasonFeatures(parameters, history, future), ...extra.features];
  const optionsFor = (known: number) => ({
    growth: parameters.growth,
    changepointPriorScale: parameters["changepoint-prior-scale"],
    changepoints: changepointsOf(parameters, ds, known),
  });
  const fits = { history: { ds, y, limits, yScale }, features, optionsFor };
  const isCalibrated = levels.length > 0 && parameters.band === "calibrated";
  const windows = isCalibrated ? windowsFor(fits, dates) : [];
  const fitter = createFitter(
    fits,
    windows.map(({ origin }) => origin),
  );
  const fitted = fitter.fit();
  const span = ds.at(-1)! - ds[0]!;
  const ahead = {
    t: dates.map((date) => (date - ds[0]!) / span),
    limits: futureLimits,
    features,
    values: features.map((feature) => feature.future),
  };
  const { yhat, ...rows } = meansOf(fitted, ahead);
  const band = isCalibrated
    ? calibratedBands({ fits, dates, yhat, levels }, windows, fitter)
    : levels.length > 0
      ? simulatedBands(fitted.fit, rows, { yhat, levels, samples: parameters.samples }, randomFor(ds, y))
      : undefined;
  return {
    frame: forecastFrame(dates, yhat, levels, band?.bands ?? []),
    warnings: [...extra.warnings, ...(band?.warnings ?? [])],
    explanation: explain({
      parameters,
      changepoints: optionsFor(ds.length).changepoints,
      seasons: seasonsOf(parameters, ds),
      extra: extra.features,
      source: band?.source,
    }),
    parts: () =>
      prophetParts(
        fits,
        fitted,
        { ...ahead, dates },
        {
          windows,
          fitter,
          regressors: parameters.regressors?.map(({ name }) => name) ?? [],
          seasons: seasonsOf(parameters, ds).map(({ name }) => name),
        },
      ),
  };
}

/** Rows times columns that a fit may have; each takes eight bytes. */
const largestDesign = 5_000_000;

function checkSize(parameters: ProphetParameters, features: number, ds: readonly number[]): void {
  const orders = seasonsOf(parameters, ds).map(({ order }) => order);
  const columns = features + 2 * orders.reduce((sum, order) => sum + order, 0);
  if (columns * ds.length <= largestDesign) return;
  throw new InputError(`${columns} terms for ${ds.length} rows are more than Prophet can fit here.`, {
    code: "model.too-many-terms",
    fix: "Lower the orders of the seasonalities, give fewer holidays and regressors, or send only the newest rows.",
  });
}
