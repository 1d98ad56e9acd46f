// The CSV of a forecast back to its numbers, the other way round than write-forecast.ts.
import type { ForecastRows } from "../series/forecast-table.ts";
import { parseDate, type DateProblem, type ParsedDate } from "./parse-date.ts";
import { splitCsv } from "./split-csv.ts";

export interface ReadForecast extends ForecastRows {
  /** One text for each id column. */
  id: string[];
  /** Dates as they are written. */
  dates: string[];
  /** What made it, where each series says so. */
  model: string | undefined;
}

export type ReadDate = (text: string) => ParsedDate | DateProblem;

/**
 * @param idColumns none for one series; the rows of each series stand together
 * @param most series that are read, the first ones
 * @param readDate for dates that are not plain ISO; rows with others are left out
 */
export function readForecasts(
  csv: string,
  idColumns: readonly string[],
  most = Infinity,
  readDate: ReadDate = parseDate,
): ReadForecast[] {
  const records = recordsOf(csv);
  const names = cellsOf(records.next().value ?? "");
  const bands = names.filter((name) => name.startsWith("prediction_lower")).map((_, band) => 2 + 2 * band);
  const ids = idColumns.map((name) => names.lastIndexOf(name));
  const model =
    ids.length === 0 ? -1 : names.lastIndexOf(idColumns.includes("model") ? "forecast_model" : "model");
  const found: ReadForecast[] = [];
  for (const record of records) {
    const cells = cellsOf(record);
    const date = readDate(cells[0]!);
    if (typeof date === "string") continue;
    const id = ids.map((at) => cells[at] ?? "");
    let last = found.at(-1);
    if (last === undefined || last.id.some((text, at) => text !== id[at])) {
      if (found.length === most) break;
      last = {
        id,
        dates: [],
        model: cells[model],
        ds: [],
        yhat: [],
        bands: bands.map(() => ({ lower: [], upper: [] })),
      };
      found.push(last);
    }
    last.dates.push(cells[0]!);
    last.ds.push(date.wall);
    last.yhat.push(Number(cells[1]));
    for (const [band, at] of bands.entries()) {
      last.bands[band]!.lower.push(Number(cells[at]));
      last.bands[band]!.upper.push(Number(cells[at + 1]));
    }
  }
  return found;
}

/** Lines, put together where a quoted field holds the break between them. */
function* recordsOf(csv: string): Generator<string, undefined> {
  let record = "";
  for (let at = 0; at < csv.length; ) {
    const next = csv.indexOf("\n", at) + 1 || csv.length + 1;
    record += csv.slice(at, next - 1);
    at = next;
    if (record.includes('"') && record.split('"').length % 2 === 0) record += "\n";
    else {
      yield record;
      record = "";
    }
  }
  return undefined;
}

const cellsOf = (record: string): string[] =>
  record.includes('"') ? splitCsv(record).header : record.split(",");
