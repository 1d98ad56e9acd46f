// What a report says, as the command writes it into the page and the page reads it. Plain JSON.

import type { Parts } from "./parts.ts";

export type ReportData = ForecastReport | BacktestPage;

export interface ForecastReport {
  kind: "forecast";
  /** Of the page. */
  title: string;
  facts: Fact[];
  files: FileReport[];
  /** Files that have no forecast. */
  failures: FailureReport[];
}

export type Fact = readonly [name: string, value: string];

export interface FailureReport {
  name: string;
  message: string;
  fix: string;
}

export interface FileReport {
  name: string;
  facts: Fact[];
  /** Why the forecast is what it is, in a sentence. */
  explanation?: string;
  warnings: string[];
  parameters: Fact[];
  /** Column of the values in the file. */
  target: string;
  idColumns: string[];
  /** Of the result: `prediction`, and what the bands' columns are called. */
  columns: string[];
  /** Of the bands, e.g. `80 % interval`. */
  bands: string[];
  series: SeriesSummary[];
  /** Sentences about what is not in this report. */
  left: string[];
  /** Of a model that scores the rows of a table. */
  table?: { columns: string[]; rows: string[][] };
}

/** A line of the overview. */
export interface SeriesSummary {
  /** Empty for the only series of a file. */
  id: string[];
  model: string;
  /** Whether another model stood in for the one that was asked. */
  isFallback: boolean;
  /** Why the model that was asked made no forecast. */
  fault?: string;
  rows: number;
  /** Mean of the newest rows of the history, as many as are forecast. */
  recent: number | null;
  /** Mean of the forecast. */
  mean: number | null;
  /** Mean width of the first band, in means of the forecast's size. */
  width: number | null;
  /** Where its rows stand: which chunk, which place in it. Absent where they are left out. */
  at?: [chunk: number, place: number];
}

/** The dates that rows share. */
export interface Axis {
  /** Seconds since the epoch of the time on the series' own clock. */
  at: number[];
  /** As the file writes them. */
  dates: string[];
}

/** Series of one chunk, which is JSON, packed by gzip and written in base64. */
export interface Chunk {
  axes: Axis[];
  series: PackedSeries[];
}

export interface PackedSeries {
  /** Number of its axis, and its values. */
  history: { axis: number; values: (number | null)[] };
  /** Older rows that are left out. */
  cut: number;
  /** The first is drawn above all others. */
  forecasts: PackedForecast[];
  /** Where the windows of a backtest begin. */
  origins?: number[];
  /** Of the series alone, as the model said when it was asked again. */
  explanation?: string;
  warnings?: string[];
  parts?: PackedParts;
  /** Forecasts of rows that were held out of the history. */
  heldOut?: { axis: number; values: number[] };
}

/** What a forecast is made of; terms are rounded to what a picture can show. Rows of the forecast are those of the first. */
export interface PackedParts extends Omit<Parts, "history" | "future" | "heldOut"> {
  /** Number of the axis of its rows in the history. */
  axis: number;
  windows: HeldOutErrors[];
}

export interface HeldOutErrors {
  from: string;
  to: string;
  rows: number;
  /** Mean absolute error; in percent as sMAPE; mean of forecast less value. */
  mae: number;
  smape: number;
  bias: number;
}

export interface PackedForecast {
  name: string;
  axis: number;
  values: number[];
  /** One for each band. */
  lower: number[][];
  upper: number[][];
}

/** What a backtest found: means first, then each series, each window. */
export interface BacktestPage {
  kind: "backtest";
  title: string;
  facts: Fact[];
  warnings: string[];
  idColumns: string[];
  bands: string[];
  /** Best first, as `--json` has them. */
  models: ModelScores[];
  failed: FailureReport[];
  /** Mean absolute error of each step ahead, in the units of MASE; of each model that was scored. */
  steps: { model: string; errors: (number | null)[] }[];
  series: BacktestSeries[];
  left: string[];
}

export interface ModelScores {
  model: string;
  modelVersion: string;
  smape: number;
  mase: number | null;
  rmse: number;
  bias: number;
  intervals: { level: number; coverage: number; width: number }[];
  seconds: number;
  failedSeries: number;
}

export interface BacktestSeries {
  id: string[];
  /** With the smallest MASE, else RMSE, in this series; empty where none could forecast it. */
  best: string;
  /** Of the best of all models in this series. */
  mase: number | null;
  smape: number | null;
  windows: BacktestWindow[];
  at?: [chunk: number, place: number];
}

export interface BacktestWindow {
  model: string;
  from: string;
  to: string;
  smape?: number;
  mase?: number | null;
  rmse?: number;
  bias?: number;
  error?: string;
}
