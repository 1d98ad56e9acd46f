// A forecast frame to CSV. Numbers are written in full, in JavaScript's shortest form that reads back the same.
import type { DataFrame } from "danfojs-node";
import { columnOf, lowerColumn, upperColumn } from "../predict/frame.ts";
import { formatDate } from "./parse-date.ts";
import type { DateStyle } from "./parse-date.ts";
import { percent } from "../numeric/percent.ts";

export function writeForecast(forecast: DataFrame, style: DateStyle, levels: readonly number[]): string {
  return `${[forecastHeader(levels).join(","), ...forecastLines(forecast, style, levels)].join("\n")}\n`;
}

/** The first level's band has the plain names; further ones carry their percentage: prediction_lower_95. */
export function forecastHeader(levels: readonly number[]): string[] {
  const bands = levels.flatMap((level, index) => {
    const suffix = index === 0 ? "" : `_${percent(level)}`;
    return [`prediction_lower${suffix}`, `prediction_upper${suffix}`];
  });
  return ["date", "prediction", ...bands];
}

/** The rows below that header, without line ends. */
export function forecastLines(forecast: DataFrame, style: DateStyle, levels: readonly number[]): string[] {
  const columns = ["yhat", ...levels.flatMap((level) => [lowerColumn(level), upperColumn(level)])].map(
    (name) => columnOf(forecast, name),
  );
  return columnOf(forecast, "ds").map((seconds, row) =>
    [formatDate(seconds, style), ...columns.map((column) => column[row])].join(","),
  );
}
