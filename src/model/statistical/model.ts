// What the statistical models share: the series on its regular grid and in a sane range, its seasons, the weighed
// forecast, and bands calibrated by the errors of its own windows.
import type { Forecast, ForecastRequest } from "../predict/forecast-model.ts";
import type { Band, Explanation } from "../series/forecast-table.ts";
import { columnsOf, forecastFrame } from "../predict/frame.ts";
import { defaultsFor, type Frequency } from "../time/frequency.ts";
import { InputError } from "../input-error.ts";
import { calibrationOf } from "./calibration.ts";
import { onKnownGrid } from "./known-grid.ts";
import { bandsAround } from "./methods/conformal.ts";
import { withDemandBands } from "./methods/intermittent/bands.ts";
import { weighForecasts, type Weighed, type Weighing } from "./methods/weigh.ts";
import { calendarPeriods, seasonalPeriods } from "../time/seasonal-periods.ts";
import { statisticalParts } from "./parts.ts";
import { traitsOf, type Traits } from "./traits.ts";
import { ceilingOf } from "./ceiling.ts";
import { mostNewest, newLevelOf } from "./new-level.ts";
import {
  explosion,
  explosionNote,
  filledNote,
  launchNote,
  newLevelNote,
  unusualNote,
  type RowNames,
} from "./notes.ts";
import { unusualValues } from "./unusual-values.ts";

export interface Procedure {
  /** Set by the user; 1 for no season. */
  seasonLength?: number | undefined;
  /** Which candidates to weigh for such a series. */
  weighing: (traits: Traits) => Weighing;
  explain: (weighed: Weighed, traits: Traits) => Explanation;
}

/** Older steps are left out: the newest say more, and time grows with the rows. */
const maximumSteps = 3000;

export function forecastStatistically(request: ForecastRequest<unknown>, procedure: Procedure): Forecast {
  const { frequency, levels, style } = request;
  const [history, future] = [columnsOf(request.history), columnsOf(request.future)];
  const { seasonLength } = procedure;
  const grid = onKnownGrid(history, future, frequency, seasonLength ?? defaultsFor(frequency).season);
  if (grid.filled > 0 && request.common.fill === "none") throw needsAllSteps(grid.filled);
  const largest = largestOf(grid.y);
  const all = grid.y.map((value) => value / largest);
  const periods = periodsOf(all, frequency, seasonLength);
  const fitted = all.slice(-Math.max(maximumSteps, 4 * (periods.at(-1) ?? 0)));
  const seasons = seasonLength === undefined ? calendarPeriods(frequency) : periods;
  const from = Math.max(0, fitted.length - maximumSteps);
  const keepsLast = request.common["last-row"] === "keep";
  const newest = Array.from(fitted.subarray(-mostNewest));
  const unusual = unusualValues(fitted.subarray(from), seasons).filter(
    ({ row }) => !keepsLast || from + row < fitted.length - 1,
  );
  for (const { row, expected } of unusual) {
    fitted[from + row] = expected;
    all[all.length - fitted.length + from + row] = expected;
  }
  const names: RowNames = { ds: history.ds, frequency, style, rows: fitted.length };
  const level = newLevelOf(fitted.subarray(from), seasons);
  // Beside a value of a million, all others are next to nothing.
  const usual = unusual.length === 0 ? 1 : largestOf(fitted) || 1;
  let y = usual === 1 ? fitted : fitted.map((value) => value / usual);
  const scale = largest * usual;
  let traits = traitsOf(y, periods, all, seasons);
  const since = seasonLength === undefined ? traits.demand.since : 0;
  if (since > 0) {
    y = y.subarray(since);
    const held = periods.filter((period) => y.length >= 2 * period);
    traits = traitsOf(y, held, all, seasons);
  }
  const horizon = Math.max(...grid.ahead);
  const weighing = procedure.weighing(traits);
  const weighed = weighForecasts(y, traits.periods, horizon, weighing);
  // What never was negative, such as sales, is not forecast to be.
  const least = traits.hasNegatives ? -Infinity : 0;
  const ceiling = traits.hasNegatives ? Infinity : ceilingOf(grid.y) / scale;
  const path = weighed.yhat.map((value) => Math.min(Math.max(value, least), ceiling));
  const calibration = calibrationOf(y, traits, weighed);
  const yhat = grid.ahead.map((step) => path[step - 1]! * scale);
  const gap = level === undefined ? 0 : Math.abs(level.gap) / usual;
  const half = (likelihood: number, row: number) => {
    const step = grid.ahead[row]!;
    const size = path[step - 1]!;
    // What explodes may stop as well: the band reaches back to what was there, from four times the limit on wholly.
    const back = Math.min(Math.abs(size) - 1, 1.25 * (Math.abs(size) - explosion));
    const toOldLevel = Math.min(1, likelihood / usualLikelihood) * gap;
    return Math.max(calibration.halfWidth(likelihood, step, size), back, toOldLevel) * scale;
  };
  const bands = withDemandBands(bandsAround(yhat, levels, half, least), traits.demand, y, {
    path,
    ahead: grid.ahead,
    levels,
    scale,
  });
  return {
    frame: forecastFrame(future.ds, yhat, levels, below(bands, ceiling * scale)),
    warnings: [
      ...filledNote(grid.filled),
      ...unusualNote(unusual, largest, { ...names, rows: names.rows - from }),
      ...launchNote(since, names),
      ...newLevelNote(level && { ...level, values: newest.slice(-level.values.length) }, largest),
      ...explosionNote(path),
    ],
    explanation: procedure.explain(weighed, traits),
    parts: () =>
      statisticalParts(
        { ds: history.ds, frequency, y, scale, traits, weighed, weighing },
        { ...grid, ds: future.ds, yhat },
      ),
  };
}

const below = (bands: readonly Band[], ceiling: number): Band[] =>
  bands.map(({ lower, upper }) => ({
    lower: lower.map((value) => Math.min(value, ceiling)),
    upper: upper.map((value) => Math.min(value, ceiling)),
  }));

const largestOf = (y: Float64Array): number => y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function periodsOf(y: Float64Array, frequency: Frequency, given: number | undefined): number[] {
  if (given === undefined) return seasonalPeriods(y, frequency);
  if (given < 2) return [];
  if (y.length >= 2 * given) return [given];
  throw new InputError(
    `A season of ${given} steps has to be there twice, and the history has ${y.length} steps.`,
    {
      code: "parameter.season-length",
      fix: `Set season-length to ${Math.floor(y.length / 2)} or less, leave it out, or set model to seasonal-naive, which needs one season.`,
    },
  );
}

/** Of a band that reaches from a new level to the old one; less likely ones reach less far. */
const usualLikelihood = 0.8;

function needsAllSteps(missing: number): InputError {
  const have = missing === 1 ? "1 step has" : `${missing} steps have`;
  return new InputError(`${have} no row, and the model needs a value at every step.`, {
    code: "parameter.fill",
    fix: "Set fill to interpolate, zero or previous, or set model to prophet, which takes rows alone.",
  });
}
