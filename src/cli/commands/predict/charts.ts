// What is drawn of a forecast: the one series of a file, or the first of many.
import { plural } from "../../../core/duration.ts";
import { nearestName } from "../../../core/nearest-name.ts";
import type { Forecasted } from "../../../library/predict/file-result.ts";
import { joinSeries, type JoinedSeries } from "../../../library/report/joined-series.ts";
import { bandNames } from "../../../library/report/band-names.ts";
import { newestHistory, pointsOf, type ChartData, type ForecastPoint } from "../../chart/chart-data.ts";

/** A container that knows nothing of this tool names no model. */
export const byModel = (model: string): string => (model === "" ? "" : ` by ${model}`);

/**
 * At least one.
 * @param most of many, where none are named
 * @param names of series: their ids with commas between, or one of the ids
 */
export async function chartsOf(
  file: Forecasted,
  most: number,
  names: readonly string[] = [],
): Promise<[ChartData, ...ChartData[]]> {
  const { input, rows, model, parameters, series } = file;
  // Of several bands the first is drawn.
  const [bandName] = bandNames(parameters["interval"]);
  const all = (await joinSeries(file, names.length > 0 ? Infinity : most)).series;
  const chosen = names.length > 0 ? all.filter(({ id }) => names.some((name) => isCalled(id, name))) : all;
  const found = chosen.length > 0 ? chosen : all.slice(0, most);
  const charts = (found.length > 0 ? found : [nothing]).map((each): ChartData => {
    const forecast = forecastPoints(each);
    const title =
      series === undefined
        ? `${plural(rows, "row")}${byModel(model)}`
        : `${each.id.join(", ")}, series ${all.indexOf(each) + 1} of ${series.count}`;
    return {
      title: `${input.label}: ${title}`,
      history: newestHistory(each.history === undefined ? [] : pointsOf(each.history), forecast),
      forecast,
      ...(bandName !== undefined && { bandName }),
    };
  });
  return charts as [ChartData, ...ChartData[]];
}

const isCalled = (id: readonly string[], name: string): boolean =>
  id.includes(name) || id.join(",") === name || id.join(", ") === name;

export interface UnknownName {
  name: string;
  /** A sentence about what may be meant. */
  hint: string;
}

/** Names that no series has. @param ids of each series */
export function unknownSeries(ids: readonly (readonly string[])[], names: readonly string[]): UnknownName[] {
  const known = [...new Set(ids.flatMap((id) => [...id, id.join(",")]))];
  return names
    .filter((name) => !ids.some((id) => isCalled(id, name)))
    .map((name) => {
      const near = nearestName(name, known);
      const hint =
        near === undefined
          ? `The first is ${ids[0]?.join(",") || "the only one, without a name"}.`
          : `Did you mean ${near}?`;
      return { name, hint };
    });
}

const nothing: JoinedSeries = {
  id: [],
  history: undefined,
  forecast: { id: [], dates: [], model: undefined, ds: [], yhat: [], bands: [] },
  at: [],
};

const forecastPoints = ({ at, forecast: { yhat, bands } }: JoinedSeries): ForecastPoint[] => {
  const [band] = bands;
  return at.map((seconds, row) => ({
    at: seconds * 1000,
    value: yhat[row]!,
    ...(band && { lower: band.lower[row]!, upper: band.upper[row]! }),
  }));
};
