// What is drawn, free of how: a history, a forecast, and the part of the history that is worth showing.
import type { Numbers } from "../../model/numeric/numbers.ts";

export interface Point {
  /** Milliseconds since the epoch, UTC. */
  at: number;
  value: number;
}

export interface ForecastPoint extends Point {
  lower?: number;
  upper?: number;
}

export interface ChartData {
  title: string;
  /** In order of time. */
  history: readonly Point[];
  forecast: readonly ForecastPoint[];
  /** For the legend; `forecast` when absent. */
  forecastName?: string;
  /** Further forecasts of the same dates, the best first. */
  lines?: readonly NamedLine[];
  /** Where the forecasts begin, when the history goes on beside them. */
  origin?: number;
  /** For the legend, e.g. `80 % interval`. */
  bandName?: string;
}

export interface NamedLine {
  name: string;
  points: readonly Point[];
}

/** The values of a series. */
export const pointsOf = ({ ds, y }: { ds: Numbers; y: Numbers }): Point[] =>
  Array.from(ds, (seconds, row) => ({ at: seconds * 1000, value: y[row]! }));

/** Where the drawing marks the end of what was known; undefined when there was nothing. */
export const originOf = ({ history, origin }: ChartData): number | undefined => origin ?? history.at(-1)?.at;

const shortestHistory = 60;
const historyPerForecast = 4;

/** Years of history would squeeze a forecast of some weeks into a few characters, so only the newest part is shown. */
export function newestHistory(
  history: readonly Point[],
  forecast: readonly ForecastPoint[],
): readonly Point[] {
  return history.slice(-Math.max(shortestHistory, historyPerForecast * forecast.length));
}
