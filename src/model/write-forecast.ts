// A forecast frame to CSV. Numbers are written in full, in JavaScript's shortest form that reads back the same.
import type { DataFrame } from "danfojs-node";
import { columnOf, lowerColumn, upperColumn } from "./frame.ts";
import { formatDate } from "./parse-date.ts";
import type { DateStyle } from "./parse-date.ts";
import { percent } from "./percent.ts";

/** The first level's band has the plain names; further ones carry their percentage: prediction_lower_95. */
export function writeForecast(forecast: DataFrame, style: DateStyle, levels: readonly number[]): string {
  const columns = [columnOf(forecast, "yhat")];
  const header = ["date", "prediction"];
  for (const [index, level] of levels.entries()) {
    const suffix = index === 0 ? "" : `_${percent(level)}`;
    header.push(`prediction_lower${suffix}`, `prediction_upper${suffix}`);
    columns.push(columnOf(forecast, lowerColumn(level)), columnOf(forecast, upperColumn(level)));
  }
  const lines = [header.join(",")];
  for (const [row, seconds] of columnOf(forecast, "ds").entries()) {
    lines.push([formatDate(seconds, style), ...columns.map((column) => column[row])].join(","));
  }
  return `${lines.join("\n")}\n`;
}
