// Every forecast of a backtest beside what came, for -o: one row a model, window and date.
import { csvCell } from "../../core/text/csv-cell.ts";
import { bandColumns } from "../../model/csv/write-forecast.ts";
import { formatDate } from "../../model/csv/parse-date.ts";
import type { BacktestReport } from "./report.ts";

/**
 * The bands' columns are called as in a forecast. `cutoff` is the last date that the model was shown. In front are the id
 * columns of a panel.
 */
export function forecastsCsv({ models, levels, idColumns }: BacktestReport): string {
  const names = ["model", "window", "cutoff", "date", "actual", "prediction", ...bandColumns(levels)];
  const lines = [[...idColumns.map(csvCell), ...names].join(",")];
  for (const { model, windows } of models) {
    for (const { held, forecast } of windows) {
      if (forecast === undefined) continue;
      const { history, actual, id, style, window } = held;
      const front = [...id.map(csvCell), model, window, formatDate(history.ds.at(-1)!, style)];
      for (const [i, row] of actual.row.entries()) {
        const edges = forecast.bands.flatMap(({ lower, upper }) => [lower[row], upper[row]]);
        const date = formatDate(actual.ds[i]!, style);
        lines.push([...front, date, actual.y[i], forecast.yhat[row], ...edges].join(","));
      }
    }
  }
  return `${lines.join("\n")}\n`;
}
