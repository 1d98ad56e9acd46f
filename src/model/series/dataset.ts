// What flows from the reader to the checks, the models, backtests, charts and the writer: the series of one file. A file
// that holds one series is a dataset without id columns, and its one series has no id. Survives a structured clone.
import type { InputFault } from "../../core/contract.ts";
import type { Clock } from "../clock/local-clock.ts";
import type { DateStyle } from "../csv/parse-date.ts";
import type { DateFormat } from "../dates/date-format.ts";
import type { NumberFormat } from "../numbers/number-format.ts";
import type { Frequency } from "../time/frequency.ts";

export interface Dataset {
  /** Columns that distinguish the series; none for one series. */
  idColumns: string[];
  dateColumn: string;
  targetColumn: string;
  /** In the order in which the file first names them; at least one without a fault. */
  series: Series[];
  /** Rows of the file with a date, those of faulty series included. */
  rowsIn: number;
  /**
   * The frequency that most of the first series have, closed times included: a guess for one that is too short to show
   * its own.
   */
  typicalFrequency: Frequency | undefined;
  /** The latest date of several series, in seconds since the epoch of the time on the clock. */
  lastDate?: number;
  /** Sentences about what was fixed or left out. */
  warnings: string[];
  /** How the table was read; absent where it is plain: names in the first line, ISO dates, a decimal point. */
  belief?: Belief;
}

/** What was believed of a table that is not plain. */
export interface Belief {
  /** Line of the names, from 1; undefined where the file has none. */
  headerLine: number | undefined;
  delimiter: string;
  dates: DateFormat;
  /** Of each column of numbers that was read, the values first. */
  numbers: { column: string; format: NumberFormat }[];
}

/** Rows in the order of their dates. */
export interface Rows {
  /**
   * Seconds since the epoch of the time on the clock, strictly ascending; of the time to come, an hour may be there twice.
   * Ascending where the parameters say how rows of one date are put together, which `frequencyOf` does.
   */
  ds: Float64Array;
  /** The further columns that were asked for, by the names that asked for them; each as long as `ds`. */
  columns: Record<string, Float64Array>;
}

export interface Series extends Rows {
  /** One text for each id column, as the file has it. */
  id: string[];
  /** Finite. As long as `ds`; both are empty when the file holds no usable row. */
  y: Float64Array;
  /** Line of each row in the file; known for one series only. */
  lines?: Uint32Array;
  /** Rows after the last value that have no value, but all further columns: the known future. */
  ahead: Rows;
  /** Where clocks change between the rows. */
  clock?: Clock;
  /** How the last row writes its date. */
  style: DateStyle;
  /** Rows of the file with a date. */
  rowsIn: number;
  /** Rows with a value that are one with another row of their date; 0 when absent. */
  doubled?: number;
  /** Line of its last row in the file. */
  lastLine: number;
  /** Why no model is asked; the rows are then those without a fault, for a fallback. */
  fault?: InputFault;
}
