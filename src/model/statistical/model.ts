// What the statistical models share: the series on its regular grid and in a sane range, its seasons, the weighed
// forecast, and bands calibrated by the errors of its own windows.
import type { Forecast, ForecastRequest } from "../predict/forecast-model.ts";
import type { Explanation } from "../series/forecast-table.ts";
import { columnsOf, forecastFrame } from "../predict/frame.ts";
import { defaultsFor } from "../time/frequency.ts";
import { InputError } from "../input-error.ts";
import { bandsAround, calibrate, type Calibration } from "./methods/conformal.ts";
import { withDemandBands } from "./methods/intermittent/bands.ts";
import { weighForecasts, type Weighed, type Weighing } from "./methods/weigh.ts";
import { onGrid } from "../time/regular-grid.ts";
import { seasonalPeriods } from "../time/seasonal-periods.ts";
import { traitsOf, type Traits } from "./traits.ts";

export interface Procedure {
  /** Set by the user; 1 for no season. */
  seasonLength?: number | undefined;
  /** Which candidates to weigh for such a series. */
  weighing: (traits: Traits) => Weighing;
  explain: (weighed: Weighed, traits: Traits) => Explanation;
}

/** Older steps are left out: the newest say more, and time grows with the rows. */
const maximumSteps = 3000;
const longestPeriod = 2000;

export function forecastStatistically(request: ForecastRequest<unknown>, procedure: Procedure): Forecast {
  const { frequency, levels } = request;
  const [history, future] = [columnsOf(request.history), columnsOf(request.future)];
  const { seasonLength } = procedure;
  const grid = onGrid(history, future, frequency, seasonLength ?? defaultsFor(frequency).season);
  if (grid.filled > 0 && request.common.fill === "none") throw needsAllSteps(grid.filled);
  const scale = grid.y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const all = grid.y.map((value) => value / scale);
  const found =
    seasonLength === undefined ? seasonalPeriods(all, frequency) : seasonLength < 2 ? [] : [seasonLength];
  const periods = found.filter((period) => period <= longestPeriod && all.length >= 2 * period + 1);
  const y = all.subarray(Math.max(0, all.length - Math.max(maximumSteps, 4 * (periods.at(-1) ?? 0))));
  const traits = traitsOf(y, periods);
  const horizon = Math.max(...grid.ahead);
  const weighed = weighForecasts(y, traits.periods, horizon, procedure.weighing(traits));
  // What never was negative, such as sales, is not forecast to be.
  const least = traits.hasNegatives ? -Infinity : 0;
  const path = weighed.yhat.map((value) => Math.max(value, least));
  const calibration = calibrationOf(y, traits, weighed);
  const yhat = grid.ahead.map((step) => path[step - 1]! * scale);
  const half = (level: number, row: number) => calibration.halfWidth(level, grid.ahead[row]!) * scale;
  const bands = withDemandBands(bandsAround(yhat, levels, half, least), traits.demand, y, {
    path,
    ahead: grid.ahead,
    levels,
    scale,
  });
  const warnings =
    grid.filled > 0
      ? [
          grid.filled === 1
            ? "1 step has no row and was interpolated."
            : `${grid.filled} steps have no row and were interpolated.`,
        ]
      : [];
  return {
    frame: forecastFrame(future.ds, yhat, levels, bands),
    warnings,
    explanation: procedure.explain(weighed, traits),
  };
}

function needsAllSteps(missing: number): InputError {
  const have = missing === 1 ? "1 step has" : `${missing} steps have`;
  return new InputError(`${have} no row, and the model needs a value at every step.`, {
    code: "parameter.fill",
    fix: "Set fill to interpolate, zero or previous, or set model to prophet, which takes rows alone.",
  });
}

/** Without windows the series' own steps stand for errors, as they do for the naive forecast. */
function calibrationOf(
  y: Float64Array,
  { periods }: Traits,
  { windows, windowSteps, sharpness }: Weighed,
): Calibration {
  if (windows.length > 0) return calibrate(windows, windowSteps, sharpness);
  const season = periods[0] ?? 1;
  const steps = Array.from({ length: Math.max(0, y.length - season) }, (_, t) => y[t + season]! - y[t]!);
  return calibrate(
    steps.map((step) => [step]),
    steps.length,
    0,
  );
}
