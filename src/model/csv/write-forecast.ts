// A forecast to CSV. Numbers are written in full, in JavaScript's shortest form that reads back the same. Imports no danfo,
// so that the thread that puts the parts together need not load it.
import { csvCell } from "../../core/text/csv-cell.ts";
import { percent } from "../numeric/percent.ts";
import type { ForecastTable } from "../series/forecast-table.ts";
import type { Clock } from "../clock/local-clock.ts";
import { createMomentWriter } from "../clock/future-clock.ts";
import { checkOutput } from "../results/output-limit.ts";
import { createDateWriter, type DateStyle } from "./parse-date.ts";

/** Columns of the bands: the first level's have the plain names, further ones their percentage, `prediction_lower_95`. */
export function bandColumns(levels: readonly number[]): string[] {
  return levels.flatMap((level, index) => {
    const suffix = index === 0 ? "" : `_${percent(level)}`;
    return [`prediction_lower${suffix}`, `prediction_upper${suffix}`];
  });
}

/** The first line. Ids stand under their own names, and the model beside them, where there are several series. */
export function forecastHeader(levels: readonly number[], idColumns: readonly string[]): string {
  // A column of car models stays what it is.
  const model = idColumns.includes("model") ? "forecast_model" : "model";
  const ends = idColumns.length === 0 ? [] : [...idColumns, model];
  return `${["date", "prediction", ...bandColumns(levels), ...ends].map(csvCell).join(",")}\n`;
}

/**
 * The lines below it, each with its line end.
 * @param dateWriter of a series: of the time on its clock, or of moments where clocks change; as the input writes its
 *   dates unless given
 */
export function forecastLines({ series }: ForecastTable, dateWriter = createWriter): string {
  const parts: string[] = [];
  let length = 0;
  for (const { id, style, clock, rows, outcome } of series) {
    const write = dateWriter(style, clock?.clock);
    const columns = [rows.yhat, ...rows.bands.flatMap(({ lower, upper }) => [lower, upper])];
    const end = id.length === 0 ? "\n" : `,${[...id, outcome.model ?? ""].map(csvCell).join(",")}\n`;
    const times = clock?.moments ?? rows.ds;
    checkOutput((length += times.length * (end.length + 20)));
    for (const [row, seconds] of times.entries()) {
      parts.push([write(seconds), ...columns.map((column) => column[row])].join(","), end);
    }
  }
  return parts.join("");
}

const createWriter = (style: DateStyle, clock: Clock | undefined): ((seconds: number) => string) =>
  clock === undefined ? createDateWriter(style) : createMomentWriter(style, clock);
