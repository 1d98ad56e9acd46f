// The parameters of a forecast as a program gives them.
import { checkParametersSize } from "../predict/known-parameters.ts";
import type { NamesOf } from "./options.ts";

/** What a forecast shall be. What is absent comes from `forecast` of the configuration, then from the data. */
export interface ForecastParameters {
  /** `auto` (the default), `prophet`, `mstl`, `ets`, `theta`, `seasonal-naive`, `naive`, or your own. */
  model?: string | undefined;
  /** Rows to forecast. The default depends on the frequency: 28 days, 48 hours, 12 months. */
  horizon?: number | undefined;
  /** Spacing of the rows, such as `D`, `h`, `15min`, `W` or `MS`. Inferred when absent. */
  frequency?: string | undefined;
  /** Probability that the interval holds the value, from 0 (none) to below 1; 0.8 when absent. Several are fine. */
  interval?: number | readonly number[] | undefined;
  /** `no` forecasts times without any row too, such as Sundays; `auto` (the default) leaves them out. */
  closed?: "auto" | "no" | undefined;
  /** What a step without a row means; `interpolate` when absent. */
  fill?: "zero" | "previous" | "interpolate" | "none" | undefined;
  /** What several rows of one step become, for a frequency coarser than the rows. */
  aggregate?: "sum" | "mean" | "first" | "last" | "min" | "max" | "count" | undefined;
  /** Whole numbers, as counts are: rounded so that their sum stays, bands outwards. */
  integer?: boolean | undefined;
  /** Column of the dates. Default: `date` or `ds`. */
  dateColumn?: string | undefined;
  /** Column of the values. Default: `y`, or the only other column. */
  targetColumn?: string | undefined;
  /** Columns that name the series of a file of many. Default: `unique_id`, `series_id`, `id` or `series`. */
  idColumns?: string | readonly string[] | undefined;
  /** Sheet of an Excel workbook, by name or number from 1. Default: the first. */
  sheet?: string | number | undefined;
  /** How the text is encoded, such as `windows-1251`. Found out when absent. */
  encoding?: string | undefined;
  /** Any other parameter by its name, as `cloud-runner models NAME` lists it: `{ growth: "flat" }`. */
  parameters?: Readonly<Record<string, unknown>> | undefined;
}

export const parameterNames: NamesOf<ForecastParameters> = {
  model: true,
  horizon: true,
  frequency: true,
  interval: true,
  closed: true,
  fill: true,
  aggregate: true,
  integer: true,
  dateColumn: true,
  targetColumn: true,
  idColumns: true,
  sheet: true,
  encoding: true,
  parameters: true,
};

/** As they travel. @throws UsageError for more than 7 KiB */
export function parametersOf(asked: ForecastParameters): Record<string, string> {
  const { model, horizon, frequency, interval, closed, fill, aggregate, integer } = asked;
  const { dateColumn, targetColumn, idColumns, sheet, encoding, parameters } = asked;
  const named = {
    model,
    horizon,
    frequency,
    interval,
    closed,
    fill,
    aggregate,
    integer,
    date: dateColumn,
    target: targetColumn,
    id: idColumns,
    sheet,
    encoding,
  };
  const given = Object.entries({ ...parameters, ...defined(named) });
  const texts = Object.fromEntries(given.map(([name, value]) => [name, textOf(value)]));
  checkParametersSize(texts);
  return texts;
}

const defined = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((part) => typeof part !== "object")) return value.join(",");
  return JSON.stringify(value);
}
