// Series as the server sends them to lines of a chart. Pure.
import type { SeriesData } from "../../../../console/contract/forecasts.ts";
import { startOf, type ChartData, type ChartLine } from "../../../chart/chart-data.ts";

/** One series has its history, its forecast and the band; of several each is one line, and the forecast follows the mark. */
export function chartOf(series: readonly SeriesData[]): ChartData {
  const [only] = series;
  if (only === undefined) return { lines: [] };
  const history = seconds(only.history.atMs);
  const ahead = only.forecast.atMs.length;
  const marks = { origin: history.at(-1), start: ahead === 0 ? undefined : startOf(history, ahead) };
  if (series.length === 1) return { lines: linesOf(only), ...marks };
  return {
    lines: series.map((each, index): ChartLine => {
      const { history: known, forecast, id } = each;
      return {
        name: id.join(" · "),
        // The one that is looked at is not dashed.
        role: index === 0 ? "history" : "other",
        at: seconds([...known.atMs, ...forecast.atMs]),
        values: [...known.values, ...forecast.values],
        dates: [...known.dates, ...forecast.dates],
      };
    }),
    ...marks,
  };
}

function linesOf({ history, forecast }: SeriesData): ChartLine[] {
  return [
    {
      name: "history",
      role: "history",
      at: seconds(history.atMs),
      values: history.values,
      dates: history.dates,
    },
    {
      name: "forecast",
      role: "forecast",
      at: seconds(forecast.atMs),
      values: forecast.values,
      dates: forecast.dates,
      bands: forecast.bands.map(({ level, lower, upper }) => ({
        name: `${Number((level * 100).toFixed(4))} %`,
        lower,
        upper,
      })),
    },
  ];
}

const seconds = (atMs: readonly number[]): number[] => atMs.map((ms) => ms / 1000);
