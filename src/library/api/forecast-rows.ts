// A forecast's CSV as objects.
import { splitCsv } from "../../model/csv/split-csv.ts";

/** One row of a forecast. */
export interface ForecastRow {
  /** As the input writes its dates. A model that scores rows gives none. */
  date?: string;
  prediction?: number;
  /** Edges of the interval, where one was asked for. */
  prediction_lower?: number;
  prediction_upper?: number;
  /** Ids of the series, edges of further intervals (`prediction_lower_95`), and what a model of your own adds. */
  [column: string]: string | number | undefined;
}

export function forecastRows(csv: string): ForecastRow[] {
  const { header, columns } = splitCsv(csv);
  const values = columns.map((texts, at) =>
    header[at]!.startsWith("prediction") ? texts.map(numberOf) : texts,
  );
  return (values[0] ?? []).map(
    (_, row) => Object.fromEntries(header.map((name, at) => [name, values[at]![row]])) as ForecastRow,
  );
}

/** What a model of the user's own predicts may be a word. */
function numberOf(text: string): number | string | undefined {
  if (text === "") return undefined;
  return Number.isNaN(Number(text)) ? text : Number(text);
}
