// Prophet's band from its own errors: the newest rows are held out, window by window, and forecast from what came before.
import { bandsAround, calibrate, type Inflation } from "../statistical/methods/conformal.ts";
import { maximumWindows, stepsIn, windowsOf, type HeldOut } from "../statistical/methods/windows.ts";
import type { ProphetBands } from "./explanation.ts";
import type { Feature } from "./features.ts";
import { refit } from "./refit.ts";
import { scaledRows, type FitOptions, type History } from "./scaling.ts";

export interface CalibrationRequest {
  history: History;
  features: readonly Feature[];
  /** Of a fit that sees no more than so many rows, the first ones. */
  optionsFor: (known: number) => FitOptions;
  /** Of the rows to forecast. */
  dates: readonly number[];
  yhat: readonly number[];
  levels: readonly number[];
}

/**
 * A trend and seasons through all rows do not start from the last value, so that errors hardly grow with the step ahead.
 * All found on windows held out of the training parts of M4 Hourly and Weekly.
 */
const inflation: Inflation = { perWindow: 0.05, perStep: 0.5, growth: 0.1 };

export function calibratedBands(request: CalibrationRequest): ProphetBands {
  const { history, dates, yhat, levels } = request;
  const { ds, yScale } = history;
  const last = ds.at(-1)!;
  const spacing = (last - ds[0]!) / (ds.length - 1);
  // In rows as the history has them: where it knows working days only, a week is five.
  const ahead = dates.map((date) => Math.max(1, (date - last) / spacing));
  const least = Math.max(3, Math.ceil(ds.length / 2));
  const windows = windowsOf(ds.length, least, Math.round(ahead.at(-1)!), affordableWindows(request));
  const errors = windows.map((window) => windowErrors(request, window));
  const { halfWidth } = calibrate(errors, stepsIn(windows), 0, inflation);
  const half = (level: number, row: number) => halfWidth(level, ahead[row]!) * yScale;
  return { bands: bandsAround(yhat, levels, half), source: { windows }, warnings: [] };
}

/** In units of the whole history's scale, so that no sum of them leaves the range of numbers. */
function windowErrors(
  { history, features, optionsFor }: CalibrationRequest,
  { origin, length }: HeldOut,
): Float64Array {
  const { ds, y, limits } = history;
  const aboveFloor = y.map((value, row) => value - (limits?.floor[row] ?? 0));
  const yScale = aboveFloor.slice(0, origin).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const options = optionsFor(origin);
  const rows = { ds: ds.slice(0, origin + length), y, limits, yScale };
  const means = yScale === 0 ? undefined : refit(scaledRows(rows, options, origin), features, options);
  return Float64Array.from({ length }, (_, step) => {
    const row = origin + step;
    return (aboveFloor[row]! - (means?.[row] ?? 0) * yScale) / history.yScale;
  });
}

/** Multiplications that all refits together may take: about a tenth of a second. */
const budget = 100_000_000;

function affordableWindows({ history, features, optionsFor }: CalibrationRequest): number {
  const { changepoints, growth } = optionsFor(history.ds.length);
  const columns = 2 + changepoints.length + features.length;
  const isLinear = growth !== "logistic" && features.every(({ mode }) => mode === "additive");
  const one = (history.ds.length * columns ** 2 * (isLinear ? 1 : 8)) / 2 + 5 * columns ** 3;
  return Math.max(1, Math.min(maximumWindows, Math.floor(budget / one)));
}
