// Series as the server sends them to lines of a chart. Pure.
import type { SeriesData } from "../../../../console/contract/forecasts.ts";
import type { ChartData, ChartLine } from "../../../chart/chart-data.ts";

/** One series has its history, its forecast and the band; of several each is one line, and the forecast follows the mark. */
export function chartOf(series: readonly SeriesData[]): ChartData {
  const [only] = series;
  if (only === undefined) return { lines: [] };
  const origin = lastOf(only);
  const marks = { origin, start: startOf(only) };
  if (series.length === 1) return { lines: linesOf(only), ...marks };
  return {
    lines: series.map((each, index): ChartLine => {
      const { history, forecast, id } = each;
      return {
        name: id.join(" · "),
        // The one that is looked at is not dashed.
        role: index === 0 ? "history" : "other",
        at: seconds([...history.atMs, ...forecast.atMs]),
        values: [...history.values, ...forecast.values],
        dates: [...history.dates, ...forecast.dates],
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
        lower: lower.map((value) => value ?? Number.NaN),
        upper: upper.map((value) => value ?? Number.NaN),
      })),
    },
  ];
}

const seconds = (atMs: readonly number[]): number[] => atMs.map((ms) => ms / 1000);

const lastOf = ({ history }: SeriesData): number | undefined => {
  const last = history.atMs.at(-1);
  return last === undefined ? undefined : last / 1000;
};

/** So much history before the forecast that its band can be seen; who wants more presses All. */
function startOf({ history, forecast }: SeriesData): number | undefined {
  const rows = Math.max(60, 5 * forecast.atMs.length);
  const start = history.atMs.at(-rows);
  return start === undefined || forecast.atMs.length === 0 ? undefined : start / 1000;
}
