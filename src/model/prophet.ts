// Prophet as a forecast model: options, limits, and the band around augurs' point forecast.
import type { ProphetOptions, ProphetSeasonalityOption } from "@bsull/augurs/prophet";
import type { Forecast, ForecastModel, ForecastRequest } from "./forecast-model.ts";
import { columnOf, forecastFrame } from "./frame.ts";
import { InputError } from "./input-error.ts";
import { affordableSamples, drawBands } from "./prophet-band.ts";
import type { Fit } from "./prophet-band.ts";
import { StanFailure, fitProphet, isTrap, release } from "./prophet-fit.ts";
import type { StanModules } from "./prophet-fit.ts";
import { prophetDescription } from "./prophet-parameters.ts";
import type { ProphetParameters } from "./prophet-parameters.ts";
import { randomFor } from "./random.ts";

export interface ProphetModel extends ForecastModel<typeof prophetDescription.parameters> {
  /** Compiles the WebAssembly modules; the first forecast does it otherwise. */
  warmUp(): Promise<void>;
  /**
   * Whether this thread should end after the forecast under way. Stan's module leaks about 550 bytes for a row and
   * cannot be replaced inside a thread; after a trap its memory is not to be trusted, and after 16 it hangs.
   */
  isWornOut(): boolean;
}

/** Rows fitted in one thread before it should be replaced: about 110 MB leaked. */
const rowsPerThread = 200_000;

/** @param loadModules called once, on first need */
export function createProphet(loadModules: () => Promise<StanModules>): ProphetModel {
  let loading: Promise<StanModules> | undefined;
  let rowsFitted = 0;
  let hasTrapped = false;
  const load = () => (loading ??= loadModules());
  const isWornOut = () => hasTrapped || rowsFitted > rowsPerThread;

  return {
    ...prophetDescription,
    version: "prophet (augurs 0.10.2)",
    isWornOut,
    async warmUp() {
      const modules = await load();
      // A first fit makes the engine compile what every fit runs.
      const y = Array.from({ length: 30 }, (_, day) => day + 3 * Math.sin(day));
      release(fitProphet(modules, { ds: y.map((_, day) => day * 86_400), y }, {}).model);
    },
    async forecast(request) {
      const modules = await load();
      const wasWornOut = isWornOut();
      rowsFitted += columnOf(request.history, "ds").length;
      try {
        return run(modules, request);
      } catch (error) {
        if (isTrap(error)) hasTrapped = true;
        // In a sound thread only the data can be the cause; otherwise a fresh thread shall try again.
        if (wasWornOut || !(isTrap(error) || error instanceof StanFailure)) throw error;
        throw new InputError("Prophet found no fit for this series.", {
          code: "model.fit-failed",
          fix: "Set the parameter model to seasonal-naive, or look for a few values that are far off all others.",
          cause: error,
        });
      }
    },
  };
}

function run(
  modules: StanModules,
  { history, future, parameters, levels }: ForecastRequest<ProphetParameters>,
): Forecast {
  const ds = columnOf(history, "ds");
  const y = columnOf(history, "y");
  const dates = columnOf(future, "ds");
  const { cap, floor = 0 } = parameters;
  const yScale = y.reduce((most, value) => Math.max(most, Math.abs(value - floor)), 0);
  if (cap !== undefined) checkCap(cap - floor, yScale);
  const limits = (length: number) =>
    cap === undefined
      ? {}
      : { cap: Array<number>(length).fill(cap), floor: Array<number>(length).fill(floor) };

  const { model, params, changepoints } = fitProphet(
    modules,
    { ds, y, ...limits(ds.length) },
    optionsFor(parameters),
  );
  try {
    const prediction = model.predict({ ds: [...dates], ...limits(dates.length) });
    const yhat = prediction.yhat.point;
    if (levels.length === 0) return { frame: forecastFrame(dates, yhat, [], []), warnings: [] };

    const fit: Fit = {
      growth: parameters.growth,
      k: params.k,
      m: params.m,
      delta: params.delta,
      changepoints,
      sigma: params.sigmaObs,
      yScale,
      floor,
      cap: ((cap ?? 0) - floor) / yScale,
    };
    const start = ds[0]!;
    const span = ds.at(-1)! - start;
    const t = dates.map((date) => (date - start) / span);
    const samples = affordableSamples(parameters.samples, fit, t);
    const rows = { t, additive: prediction.additive.point, multiplicative: prediction.multiplicative.point };
    const bands = drawBands(fit, rows, levels, samples, randomFor(ds, y)).map(({ lower, upper }) => ({
      // The quantiles of a very narrow band may miss the point by chance.
      lower: lower.map((value, row) => Math.min(value, yhat[row]!)),
      upper: upper.map((value, row) => Math.max(value, yhat[row]!)),
    }));
    const warnings =
      samples < parameters.samples
        ? [
            `The band was drawn from ${samples} futures instead of ${parameters.samples}, since the horizon is long.`,
          ]
        : [];
    return { frame: forecastFrame(dates, yhat, levels, bands), warnings };
  } finally {
    release(model);
  }
}

/** Prophet divides the cap by the largest value; far above it the curve is flat to rounding, and Stan traps. */
function checkCap(height: number, yScale: number): void {
  if (height <= 1e6 * yScale) return;
  throw new InputError("The cap is over a million times as high as the largest value.", {
    code: "parameter.cap",
    fix: "Set cap to the level at which the series saturates, or use growth linear.",
  });
}

function optionsFor(parameters: ProphetParameters): Partial<ProphetOptions> {
  return {
    growth: parameters.growth,
    changepointPriorScale: parameters["changepoint-prior-scale"],
    nChangepoints: parameters["n-changepoints"],
    changepointRange: parameters["changepoint-range"],
    seasonalityMode: parameters["seasonality-mode"],
    seasonalityPriorScale: parameters["seasonality-prior-scale"],
    yearlySeasonality: seasonalityOption(parameters["yearly-seasonality"]),
    weeklySeasonality: seasonalityOption(parameters["weekly-seasonality"]),
    dailySeasonality: seasonalityOption(parameters["daily-seasonality"]),
    // augurs' own bands differ at every call.
    uncertaintySamples: 0,
  };
}

function seasonalityOption(value: "auto" | boolean | number): ProphetSeasonalityOption {
  if (value === "auto") return { type: "auto" };
  return typeof value === "number" ? { type: "fourier", order: value } : { type: "manual", enabled: value };
}
