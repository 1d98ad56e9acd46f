// Bands for a model that gives points alone: by its errors when it forecasts rows of the history from those before them.
import type { DataFrame } from "danfojs-node";
import type { ForecastRequest } from "../predict/forecast-model.ts";
import { columnOf, createFrame } from "../predict/frame.ts";
import type { Band } from "../series/forecast-table.ts";
import { InputError } from "../input-error.ts";
import { leastHalfWidth } from "../statistical/calibration.ts";
import { bandsAround, calibrate } from "../statistical/methods/conformal.ts";

const maximumWindows = 4;

export interface OwnForecasts {
  /** What the model needs. */
  minimumRows: number;
  /** Forecasts as the model did, from a shorter history. */
  points: (request: ForecastRequest) => Promise<number[]>;
}

export async function calibrateOwn(
  request: ForecastRequest,
  yhat: readonly number[],
  { minimumRows, points }: OwnForecasts,
): Promise<Band[]> {
  const { history, levels } = request;
  if (levels.length === 0) return [];
  const y = columnOf(history, "y");
  const rows = y.length;
  const length = Math.max(1, Math.min(yhat.length, Math.floor(rows / 4)));
  const least = Math.max(rows / 2, minimumRows);
  const windows: number[][] = [];
  for (let origin = rows - length; origin >= least && windows.length < maximumWindows; origin -= length) {
    const earlier = {
      ...request,
      history: slice(history, 0, origin),
      future: slice(history, origin, origin + length, "y"),
      levels: [],
    };
    try {
      const forecast = await points(earlier);
      windows.push(forecast.map((value, step) => y[origin + step]! - value));
    } catch (error) {
      // A model may need more rows than a window leaves; the forecast itself stands.
      if (error instanceof InputError) break;
      throw error;
    }
  }
  // Without a window the steps of the series stand for errors, as they would for the last value repeated.
  const errors = windows.length > 0 ? windows : y.slice(1).map((value, row) => [value - y[row]!]);
  const seen = errors.length * errors[0]!.length;
  const { halfWidth } = calibrate(errors, seen, 0);
  // A model that missed nothing so far may yet, unless nothing ever changed.
  const leastHalf = leastHalfWidth(y, seen);
  return bandsAround(yhat, levels, (level, row) => Math.max(halfWidth(level, row + 1), leastHalf));
}

function slice(frame: DataFrame, from: number, to: number, without?: string): DataFrame {
  const names = frame.columns.filter((name) => name !== without);
  return createFrame(Object.fromEntries(names.map((name) => [name, columnOf(frame, name).slice(from, to)])));
}
