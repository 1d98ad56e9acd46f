// What a thread that forecasts says: first of the parameters, then of a dataset or a part of it.
import type { Parts } from "../../core/report/parts.ts";
import type { ReadChoice } from "../csv/find-columns.ts";
import type { DateKind } from "../results/date-cells.ts";
import type { ResolvedParameters, SeriesOutcome } from "../series/forecast-table.ts";

/** What the parameters alone say of a forecast, before its file is read. */
export interface Plan {
  /** What to read; undefined when the model scores the rows of any table, and takes the file as it is. */
  choice: ReadChoice | undefined;
  /** Probabilities of the bands. */
  levels: readonly number[];
  model: string;
  /** Name and version of what makes the forecast. */
  modelVersion: string;
  /** All parameters, without what each series shows by itself. */
  parameters: ResolvedParameters;
  /** Sentences about the parameters. */
  warnings: string[];
}

export interface Forecasts<Csv = string> {
  /** Lines of the result, in the order of the series; of a table with its header. */
  csv: Csv;
  /** What its dates are, where they are written for a format that has types for them. */
  dates?: DateKind | undefined;
  /** One for each series; one for a table. */
  outcomes: SeriesOutcome[];
  /** Where they were asked for: one for each series. */
  parts?: (Parts | undefined)[];
}
