// Prophet as a forecast model (Taylor and Letham, Forecasting at scale, 2018): trend, seasons, holidays, regressors.
import { daySeconds } from "../time/calendar.ts";
import type { Forecast, ForecastModel, ForecastRequest } from "../predict/forecast-model.ts";
import { columnsOf, forecastFrame } from "../predict/frame.ts";
import { InputError } from "../input-error.ts";
import { calibratedBands } from "./calibration.ts";
import { simulatedBands, type FutureRows } from "./band.ts";
import { explain } from "./explanation.ts";
import { changepointsOf } from "./changepoints.ts";
import { featuresOf, type Feature } from "./features.ts";
import { StanFailure, fitProphet, type Fitted } from "./fit.ts";
import { createCountryCalendar, type CountryCalendar } from "./holidays.ts";
import { limitsOf, scaleOf } from "./limits.ts";
import { prophetDescription, type ProphetParameters } from "./parameters.ts";
import { seasonFeatures, seasonsOf } from "./seasons.ts";
import { levelAt, stateAfterHistory } from "./trend.ts";
import { randomFor } from "../numeric/random.ts";
import type { Optimize } from "./stan.ts";

export type ProphetModel = ForecastModel<typeof prophetDescription.parameters> &
  Required<Pick<ForecastModel, "warmUp">>;

/** @param load called once, on first need; see compileStan */
export function createProphet(load: () => Optimize): ProphetModel {
  let loaded: Optimize | undefined;
  const optimize: Optimize = (...problem) => (loaded ??= load())(...problem);
  const calendar = createCountryCalendar(async () => (await import("date-holidays")).default);
  return {
    ...prophetDescription,
    version: "prophet (Stan of augurs-prophet-wasmstan 0.2.0)",
    warmUp() {
      // A first fit makes the engine compile what every fit runs.
      const y = Array.from({ length: 30 }, (_, day) => day + 3 * Math.sin(day));
      const history = { ds: y.map((_, day) => day * daySeconds), y, limits: undefined, yScale: 30 };
      const options = { growth: "linear", changepointPriorScale: 0.05, changepoints: [] } as const;
      fitProphet(optimize, history, [], options);
      return Promise.resolve();
    },
    async forecast(request) {
      try {
        return await run(optimize, calendar, request);
      } catch (error) {
        if (!(error instanceof StanFailure)) throw error;
        // Each fit has a Stan of its own, so only the data can be the cause.
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
  optimize: Optimize,
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
  const known = { ds, y, limits, yScale };
  const options = optionsFor(ds.length);
  const fitted = fitProphet(optimize, known, features, options);

  const { fit } = fitted;
  const span = ds.at(-1)! - ds[0]!;
  const rows: FutureRows = {
    t: dates.map((date) => (date - ds[0]!) / span),
    additive: effectOf("additive", features, fitted, dates.length).map((value) => value * yScale),
    multiplicative: effectOf("multiplicative", features, fitted, dates.length),
    limits: futureLimits,
  };
  const state = stateAfterHistory(fit);
  const yhat = rows.t.map(
    (t, row) =>
      levelAt(fit, state, t, futureLimits, row) * (1 + rows.multiplicative[row]!) + rows.additive[row]!,
  );
  const band =
    levels.length === 0
      ? undefined
      : parameters.band === "calibrated"
        ? calibratedBands({ history: known, features, optionsFor, dates, yhat, levels })
        : simulatedBands(fit, rows, { yhat, levels, samples: parameters.samples }, randomFor(ds, y));
  return {
    frame: forecastFrame(dates, yhat, levels, band?.bands ?? []),
    warnings: [...extra.warnings, ...(band?.warnings ?? [])],
    explanation: explain({
      parameters,
      changepoints: options.changepoints,
      seasons: seasonsOf(parameters, ds),
      extra: extra.features,
      source: band?.source,
    }),
  };
}

/** The features' sum in each future row. */
function effectOf(
  mode: Feature["mode"],
  features: readonly Feature[],
  { beta }: Fitted,
  rows: number,
): number[] {
  const effect = Array<number>(rows).fill(0);
  for (const [index, feature] of features.entries()) {
    if (feature.mode !== mode) continue;
    for (let row = 0; row < rows; row++) effect[row]! += feature.future[row]! * beta[index]!;
  }
  return effect;
}

/** Rows times columns that a fit may have: Stan keeps about 100 bytes for each while it works. */
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
