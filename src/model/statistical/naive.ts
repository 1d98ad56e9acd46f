// The last value, or the last season, again: what any better model must beat.
// Forecasts, and bands where the series is too short to hold rows out, as in Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed.):
// https://otexts.com/fpp3/simple-methods.html and https://otexts.com/fpp3/prediction-intervals.html
import type { Forecast, ForecastModel, ForecastRequest } from "../predict/forecast-model.ts";
import { columnsOf, forecastFrame } from "../predict/frame.ts";
import { defaultsFor, stepsBetween } from "../time/frequency.ts";
import { leastHalfWidth } from "./calibration.ts";
import { bandsAround, calibrate, statistical, type Calibration } from "./methods/conformal.ts";
import { weighForecasts } from "./methods/weigh.ts";
import { naiveDescription, seasonalNaiveDescription } from "./parameters.ts";
import { normalQuantile } from "../numeric/quantile.ts";
import { onGrid } from "../time/regular-grid.ts";

export const naive: ForecastModel<typeof naiveDescription.parameters> = {
  ...naiveDescription,
  version: "naive 1",
  repeatsRows: true,
  forecast: (request) => repeatSeason(readRequest(request), 1),
};

export const seasonalNaive: ForecastModel<typeof seasonalNaiveDescription.parameters> = {
  ...seasonalNaiveDescription,
  version: "seasonal-naive 1",
  repeatsRows: true,
  forecast(request) {
    const read = readRequest(request);
    const { frequency } = read;
    const { ds } = read.history;
    const season = request.parameters["season-length"] ?? defaultsFor(frequency).season;
    const steps = stepsBetween(frequency, ds[0]!, ds.at(-1)!) + 1;
    if (season > 1 && steps < season + 2) {
      const result = repeatSeason(read, 1);
      result.warnings.push(
        `The history is shorter than one season of ${season} rows and two more, so the last value is repeated instead.`,
      );
      return result;
    }
    return repeatSeason(read, season);
  },
};

type ReadRequest = ReturnType<typeof readRequest>;

const readRequest = (request: ForecastRequest<unknown>) => ({
  ...request,
  history: columnsOf(request.history),
  future: columnsOf(request.future),
});

function repeatSeason(request: ReadRequest, season: number): Forecast {
  const { frequency, levels } = request;
  const { ds } = request.history;
  const y = request.history["y"]!;
  const dates = request.future.ds;
  const start = ds[0]!;
  // The latest value of each phase of the season; gaps in the history keep the value of an earlier season.
  const latest = new Map<number, { step: number; value: number }>();
  // Squares of numbers above 1e154 overflow.
  const scale = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  let squares = 0;
  let sizes = 0;
  let residuals = 0;
  let lastStep = 0;
  for (let i = 0; i < y.length; i++) {
    const step = stepsBetween(frequency, start, ds[i]!);
    const previous = latest.get(step % season);
    if (previous !== undefined && step > previous.step) {
      // Errors add up along a gap; per season they are what the formula wants.
      const seasons = (step - previous.step) / season;
      const square = (y[i]! / scale - previous.value / scale) ** 2 / seasons;
      squares += square;
      sizes += Math.sqrt(square);
      residuals++;
    }
    latest.set(step % season, { step, value: y[i]! });
    lastStep = step;
  }
  const deviation = Math.sqrt(squares / Math.max(residuals, 1));
  const yhat: number[] = [];
  /** Steps of one season between each forecast and the value that it repeats. */
  const seasons: number[] = [];
  const toFirst = Math.max(1, stepsBetween(frequency, ds.at(-1)!, dates[0]!));
  for (const date of dates) {
    // Not always one step from row to row: closed times and changes of the clock leave steps out, or give one twice.
    const step = lastStep + toFirst + stepsBetween(frequency, dates[0]!, date);
    const { step: from, value } = latest.get(step % season) ?? { step: lastStep, value: y.at(-1)! };
    yhat.push(value);
    seasons.push(Math.ceil((step - from) / season));
  }
  const calibration = levels.length > 0 ? calibrationOf(request, season, scale) : undefined;
  const errors = calibration?.errors ?? residuals;
  // Seasons that were all alike show no error: then it is what the values differ by.
  const least =
    sizes > 0
      ? sizes / residuals / (errors + 1)
      : leastHalfWidth(
          y.map((value) => value / scale),
          errors,
        );
  const half = (level: number, row: number) => {
    const usual =
      calibration?.halfWidth(level, row + 1) ??
      normalQuantile(0.5 + level / 2) * deviation * Math.sqrt(seasons[row]!);
    return Math.max(usual, least) * scale;
  };
  const bands = bandsAround(yhat, levels, half);
  return { frame: forecastFrame(dates, yhat, levels, bands), warnings: [] };
}

/** By what repeating would have missed on windows of the history; undefined when there is no room for any. */
function calibrationOf(
  { history, future, frequency, common }: ReadRequest,
  season: number,
  scale: number,
): (Calibration & { errors: number }) | undefined {
  const { y, ahead, filled } = onGrid(history, future, frequency, season);
  if (filled > 0 && common.fill === "none") return undefined;
  const name = season > 1 ? `seasonal-naive-${season}` : "naive";
  const { windows, windowSteps } = weighForecasts(
    y.map((value) => value / scale),
    season > 1 ? [season] : [],
    ahead.length,
    { isCandidate: (candidate) => candidate === name, prior: () => 1 },
  );
  // A season repeated does not start from the last value: its errors hardly grow within the season, as those of Prophet.
  const inflated = season > 1 ? { ...statistical, kept: 0.03 } : statistical;
  if (windows.length === 0) return undefined;
  const errors = windows.reduce((sum, window) => sum + window.length, 0);
  return { ...calibrate(windows, windowSteps, 0, { inflated }), errors };
}
