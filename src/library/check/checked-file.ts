// What a check says of one file.
import type { InputFault } from "../../core/contract.ts";

export type CheckedFile = SoundFile | SoundTable | FaultyFile;

/** A file that can be forecast. */
export interface SoundFile {
  status: "ok";
  input: string;
  /** Rows with a date and, of these, rows with a value. */
  rows: number;
  values: number;
  /** First and last date with a value, as the file writes dates. */
  from: string;
  to: string;
  /** Of several series all that occur, as `D, W`. */
  frequency: string;
  columns: { date: string; target: string; further: string[]; id?: string[] };
  /** How the file was read. */
  format: FileFormat;
  /** Rows of the season that the frequency has by itself; 1 for none, and for series of several frequencies. */
  season: number;
  /** What would make the forecast better, in sentences; two at most. */
  suggestions: string[];
  /** What a forecast with these parameters would be. */
  model: string;
  /** Rows; of several series the most. */
  horizon: number;
  /** Only of a file of several series. */
  series?: { count: number; leastHorizon: number; faults: SeriesFault[] };
  /** What was fixed or left out, in sentences. */
  warnings: string[];
}

export interface FileFormat {
  /** What holds the table. */
  kind: "csv" | "xlsx" | "parquet" | "json" | "ndjson";
  /** Line of the names, from 1; absent where the file has none. */
  headerLine?: number;
  /** In words, such as `day.month.year, as 31.12.2024`. */
  dates: string;
  /** In words, such as `decimal comma, in €`. */
  numbers: string;
}

/** A table for a model of your own that scores rows. */
export interface SoundTable {
  status: "ok";
  input: string;
  rows: number;
  columns: { id: string[]; model: string[] };
  model: string;
  warnings: string[];
}

/** A series that the model cannot forecast, although the file as a whole is fine. */
export interface SeriesFault extends InputFault {
  id: string[];
  /** Whether a simpler model would forecast it instead. */
  fallsBack: boolean;
}

export interface FaultyFile {
  status: "failed";
  input: string;
  error: InputFault;
}
