// What is drawn of a forecast: the one series of a file, or the first of many.
import { readPanel } from "../../../model/series/read-panel.ts";
import { newestHistory } from "../../chart/chart-data.ts";
import type { ChartData, Point } from "../../chart/chart-data.ts";
import { readForecast, readForecasts, readHistory } from "../../chart/read-csv.ts";
import { plural } from "../../../core/duration.ts";
import type { Forecasted } from "../../../library/predict/predict-files.ts";

/** What a model of the user's own says of rows that are no time series has no dates to draw it by. */
export const isDated = ({ csv }: Forecasted): boolean => csv.startsWith("date,prediction");

/** At least one. @param most of a panel */
export function chartsOf(file: Forecasted, most: number): ChartData[] {
  const { input, sent, csv, rows, model, parameters, series } = file;
  // Of several bands the first is drawn.
  const interval = Number(String(parameters["interval"]).split(",")[0]);
  const band = interval > 0 ? { bandName: `${Math.round(interval * 1000) / 10} % interval` } : {};
  const word = (key: string) => (typeof parameters[key] === "string" ? parameters[key] : undefined);
  const columns = { date: word("date"), target: word("target") };
  if (series === undefined) {
    const forecast = readForecast(csv);
    const history = newestHistory(readHistory(Buffer.from(sent).toString("utf8"), columns), forecast);
    return [{ title: `${input.label}: ${plural(rows, "row")} by ${model}`, history, forecast, ...band }];
  }
  const id = (word("id") ?? "").split(",");
  const panel = readPanel(sent, { ...columns, id });
  // Of a series with faults, what its fallback was given.
  const rests = panel?.faults.flatMap(({ rest }) => (rest === undefined ? [] : [rest])) ?? [];
  const histories = new Map([...(panel?.series ?? []), ...rests].map((each) => [each.id.join("\0"), each]));
  return readForecasts(csv, id, most).map(({ id: ids, forecast }, index): ChartData => {
    const found = histories.get(ids.join("\0"));
    const points = Array.from(
      found?.ds ?? [],
      (at, row): Point => ({ at: at * 1000, value: found!.y[row]! }),
    );
    const title = `${input.label}: ${ids.join(", ")}, series ${index + 1} of ${series.count}`;
    return { title, history: newestHistory(points, forecast), forecast, ...band };
  });
}
