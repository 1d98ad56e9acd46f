// What a forecast of a dataset is before it is written: for each series its rows, and what became of it.
import type { InputFault } from "../../core/contract.ts";
import type { Clock } from "../clock/local-clock.ts";
import type { Parts } from "../../core/report/parts.ts";
import type { DateStyle } from "../csv/parse-date.ts";

export interface Band {
  lower: number[];
  upper: number[];
}

/** Rows in the order of their dates. */
export interface ForecastRows {
  /** Seconds since the epoch of the time on the clock. */
  ds: number[];
  yhat: number[];
  /** One for each level that was asked for. */
  bands: Band[];
}

export interface ForecastTable {
  /** Probabilities of the bands. */
  levels: readonly number[];
  /** In the order of the dataset. */
  series: ForecastSeries[];
}

export interface ForecastSeries {
  id: readonly string[];
  /** How its dates are written. */
  style: DateStyle;
  /** Where clocks change: how, and the moments of the rows in seconds since the epoch, in UTC. */
  clock?: { clock: Clock; moments: readonly number[] };
  /** Empty when there is no forecast. */
  rows: ForecastRows;
  outcome: SeriesOutcome;
  /** Where they were asked for, and the model knows them. */
  parts?: Parts | undefined;
}

/** What became of one series. Survives a structured clone. */
export interface SeriesOutcome {
  /** Rows of its forecast; 0 when there is none. */
  rows: number;
  /** Which model made them; undefined when there are none. */
  model: string | undefined;
  frequency: string | undefined;
  /** Why its model did not make them. */
  fault: InputFault | undefined;
  /** Sentences. */
  warnings: string[];
  /** The method that weighed most, where the model weighs several. */
  heaviest: string | undefined;
  /** All parameters, with what the series shows by itself; of a file that holds one series. */
  parameters?: ResolvedParameters;
  /** Why the forecast is what it is, where the model says so; of a file that holds one series. */
  explanation?: Explanation | undefined;
}

/** Plain JSON. */
export type ResolvedParameters = Record<string, string | number | boolean>;

export interface Explanation {
  /** One sentence for people. */
  sentence: string;
  /** Plain JSON for programs. */
  [detail: string]: unknown;
}
