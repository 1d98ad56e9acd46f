// Every forecast of a backtest beside what came, for -o: one row a model, window and date.
import { formatDate } from "../../model/parse-date.ts";
import type { DateStyle } from "../../model/parse-date.ts";
import { percent } from "../../model/percent.ts";
import type { BacktestReport } from "./report.ts";

/** The bands' columns are called as in a forecast. `cutoff` is the last date that the model was shown. */
export function forecastsCsv({ models, levels }: BacktestReport, style: DateStyle): string {
  const bandNames = levels.flatMap((level, index) => {
    const suffix = index === 0 ? "" : `_${percent(level)}`;
    return [`prediction_lower${suffix}`, `prediction_upper${suffix}`];
  });
  const lines = [["model", "window", "cutoff", "date", "actual", "prediction", ...bandNames].join(",")];
  for (const { model, windows } of models) {
    for (const [index, { held, forecast }] of windows.entries()) {
      if (forecast === undefined) continue;
      const { history, actual } = held;
      const cutoff = formatDate(history.ds.at(-1)!, style);
      for (const [i, row] of actual.row.entries()) {
        const edges = forecast.bands.flatMap(({ lower, upper }) => [lower[row], upper[row]]);
        const date = formatDate(actual.ds[i]!, style);
        lines.push([model, index + 1, cutoff, date, actual.y[i], forecast.yhat[row], ...edges].join(","));
      }
    }
  }
  return `${lines.join("\n")}\n`;
}
