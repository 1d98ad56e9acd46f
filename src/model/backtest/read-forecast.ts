// Points and bands out of the CSV of a forecast, the other way round than write-forecast.ts.
import type { PointsAndBands } from "./score.ts";

/** @param levels in the order in which they were asked for */
export function readForecast(csv: string, levels: readonly number[]): PointsAndBands {
  const rows = csv
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  // Numbers stand behind the date: the point, then the two edges of each band.
  const column = (at: number) => rows.map((row) => Number(row[at]));
  return {
    yhat: column(1),
    bands: levels.map((level, i) => ({ level, lower: column(2 + 2 * i), upper: column(3 + 2 * i) })),
  };
}
