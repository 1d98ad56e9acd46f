// Prophet's band from its own errors: the newest rows are held out, window by window, and forecast from what came before.
import { bandsAround, calibrate, type Inflation } from "../statistical/methods/conformal.ts";
import { maximumWindows, stepsIn, windowsOf, type HeldOut } from "../statistical/methods/windows.ts";
import type { ProphetBands } from "./explanation.ts";
import type { Fits, Fitter } from "./fit.ts";
import { meansOf } from "./mean.ts";

export interface CalibrationRequest {
  fits: Fits;
  /** Of the rows to forecast. */
  dates: readonly number[];
  yhat: readonly number[];
  levels: readonly number[];
}

/**
 * A trend and seasons through all rows do not start from the last value, so that errors hardly grow with the step ahead.
 * All found on windows held out of the training parts of M4 Hourly and Weekly.
 */
const inflation: Inflation = { perWindow: 0.05, perStep: 0.5, kept: 0.03 };

/** @param windows as `windowsFor` gives them */
export function calibratedBands(
  { fits, dates, yhat, levels }: CalibrationRequest,
  windows: readonly HeldOut[],
  fitter: Fitter,
): ProphetBands {
  const ahead = stepsAhead(fits.history.ds, dates);
  const errors = windows.map((window) => windowErrors(fits, window, fitter));
  const { halfWidth } = calibrate(errors, stepsIn(windows), 0, { inflated: inflation });
  const half = (level: number, row: number) => halfWidth(level, ahead[row]!) * fits.history.yScale;
  return { bands: bandsAround(yhat, levels, half), source: { windows }, warnings: [] };
}

export function windowsFor(fits: Fits, dates: readonly number[]): HeldOut[] {
  const { ds } = fits.history;
  const least = Math.max(3, Math.ceil(ds.length / 2));
  return windowsOf(ds.length, least, Math.round(stepsAhead(ds, dates).at(-1)!), affordableWindows(fits));
}

/** In rows as the history has them: where it knows working days only, a week is five. */
function stepsAhead(ds: readonly number[], dates: readonly number[]): number[] {
  const last = ds.at(-1)!;
  const spacing = (last - ds[0]!) / (ds.length - 1);
  return dates.map((date) => Math.max(1, (date - last) / spacing));
}

/** In units of the whole history's scale, so that no sum of them leaves the range of numbers. */
function windowErrors(fits: Fits, window: HeldOut, fitter: Fitter): Float64Array {
  const { y, yScale } = fits.history;
  const forecast = forecastWindow(fits, window, fitter);
  return Float64Array.from(forecast, (value, step) => (y[window.origin + step]! - value) / yScale);
}

/** What a fit to nothing but the rows before a window says of it. */
export function forecastWindow(
  { history, features }: Fits,
  { origin, length }: HeldOut,
  fitter: Fitter,
): number[] {
  const { ds, y, limits } = history;
  const floorOf = (row: number) => limits?.floor[row] ?? 0;
  let yScale = 0;
  for (let row = 0; row < origin; row++) yScale = Math.max(yScale, Math.abs(y[row]! - floorOf(row)));
  const rows = { from: origin, to: origin + length };
  const span = ds[origin - 1]! - ds[0]!;
  const means =
    yScale === 0
      ? undefined
      : meansOf(fitter.refit(origin, yScale), {
          t: ds.slice(rows.from, rows.to).map((seconds) => (seconds - ds[0]!) / span),
          limits: limits && {
            cap: limits.cap.slice(rows.from, rows.to),
            floor: limits.floor.slice(rows.from, rows.to),
          },
          features,
          values: features.map((feature) => feature.history.subarray(rows.from, rows.to)),
        }).yhat;
  return Array.from({ length }, (_, step) => means?.[step] ?? floorOf(origin + step));
}

/** Multiplications that all refits together may take: about half a second. */
const budget = 500_000_000;
/** Evaluations of a refit, about. */
const evaluations = 500;

function affordableWindows({ history, features, optionsFor }: Fits): number {
  const { changepoints, growth } = optionsFor(history.ds.length);
  const columns = 2 + changepoints.length + features.length;
  const isLinear = growth !== "logistic" && features.every(({ mode }) => mode === "additive");
  const one = evaluations * columns * (isLinear ? columns : 2 * history.ds.length);
  return Math.max(1, Math.min(maximumWindows, Math.floor(budget / one)));
}
