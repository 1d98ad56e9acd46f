// How far off a weighed forecast may be, by its own errors on windows of the history or, where there are none, by the steps
// of the series.
import { calibrate, statistical, type Calibration, type Inflation } from "./methods/conformal.ts";
import type { WindowErrors } from "./methods/error-shapes.ts";
import type { Demand } from "./methods/intermittent/kind.ts";
import { sizeEvidence } from "./methods/size-evidence.ts";
import type { Weighed } from "./methods/weigh.ts";
import { plainErrors } from "./plain-errors.ts";
import type { Traits } from "./traits.ts";

/**
 * How much of a trend that two seasons show is taken for known: with all of it 75 % of true values lay in bands of 80 %, with
 * half of it 87 %, on series of the training parts of M1, M3 and M4 Hourly that were cut to two seasons.
 */
const knownTrend = 0.7;

/**
 * With errors of plain forecasts beside those of the windows, bands of few steps need less widening: with 1.5 a step those of
 * yearly series held 80 to 86 %. Without a season, errors keep more: the steps are mostly years or weeks, whose trend
 * changes, and nothing is the same at all steps as a season's error is. With 1.5 the first step of such series held 84 to 88 %, with 5
 * 80 to 86 %. Chosen on every second series of the training parts that docs/models.md names, windows at five dates; the others agreed.
 */
const besidePlain: Inflation = { ...statistical, perStep: 1 };
const besidePlainWithoutSeason: Inflation = { ...besidePlain, kept: 5 };

/**
 * By the errors on the windows. A series that mostly stands still, as a list of prices, may do so in all windows: then by what
 * it changed before, too; and no series that ever changed has a band of no width: as if one more error had been seen, as
 * large as its steps are on average.
 */
export function calibrationOf(y: Float64Array, traits: Traits, weighed: Weighed): Calibration {
  const byWindows = calibrationByWindows(y, traits, weighed);
  const errors = weighed.windows.reduce((sum, window) => sum + window.length, 0);
  const least = leastHalfWidth(y, errors);
  const byHistory =
    traits.isStill && weighed.windows.length > 0
      ? calibrationOfStill(y, weighed.windows[0]!.length)
      : undefined;
  return {
    halfWidth: (level, step, forecast) =>
      Math.max(byWindows.halfWidth(level, step, forecast), byHistory?.halfWidth(level, step) ?? 0, least),
  };
}

/**
 * As if one more error had been seen, as large as the steps of the series are on average.
 * @param errors how many were seen
 */
export function leastHalfWidth(y: ArrayLike<number>, errors: number): number {
  let sum = 0;
  for (let t = 1; t < y.length; t++) sum += Math.abs(y[t]! - y[t - 1]!);
  return sum / (y.length - 1) / (errors + 1);
}

/** How far the value was from the last one, in windows of that length through the whole history. */
function calibrationOfStill(y: Float64Array, length: number): Calibration {
  const windows = Array.from({ length: Math.floor((y.length - 1) / length) }, (_, w) => {
    const origin = y.length - (w + 1) * length;
    return Array.from({ length }, (_step, j) => y[origin + j]! - y[origin - 1]!);
  });
  return calibrate(windows, windows.length * length, 0);
}

/** Without windows the series' own steps stand for errors, as they do for the naive forecast. */
function calibrationByWindows(y: Float64Array, traits: Traits, weighed: Weighed): Calibration {
  const { periods, demand, isStill } = traits;
  const { windowForecasts: forecasts, windowSteps, sharpness } = weighed;
  const windows = errorsOfOpenSteps(weighed, demand);
  const season = periods[0] ?? 1;
  if (windows.length > 0) {
    const evidence = sizeEvidence(y, season);
    // Where zeros or equal values are many, plain forecasts mostly hit them.
    const plain =
      demand.kind === "steady" && !isStill
        ? plainErrors(y, season, weighed.yhat.length, evidence > 0)
        : undefined;
    const inflated = plain && (season > 1 ? besidePlain : besidePlainWithoutSeason);
    return calibrate(windows, windowSteps, sharpness, { forecasts, evidence, plain, inflated });
  }
  const steps = Array.from({ length: Math.max(0, y.length - season) }, (_, t) => y[t + season]! - y[t]!);
  if (season === 1) {
    return calibrate(
      steps.map((step) => [step]),
      steps.length,
      0,
    );
  }
  // A season's steps, less their trend, are errors of one to so many steps ahead.
  const trend = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  const window = steps.slice(-season).map((step) => step - knownTrend * trend);
  return calibrate([window], window.length, 0);
}

/** At night a solar plant is forecast without an error, which says nothing of the day. */
function errorsOfOpenSteps({ windows, windowOrigins }: Weighed, { kind, profile }: Demand): WindowErrors[] {
  if (kind !== "by-season" || profile === undefined) return windows;
  const isClosed = (w: number, j: number) => profile.closed[(windowOrigins[w]! + j) % profile.period];
  const open = windows.map((errors, w) => Array.from(errors, (error, j) => (isClosed(w, j) ? NaN : error)));
  return open.some((errors) => errors.some((error) => !Number.isNaN(error))) ? open : windows;
}
