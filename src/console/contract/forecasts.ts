// Files before and after they are forecast: uploads, models, series.
import type { InputState } from "../../library/runs/run-summary.ts";
import type { ConsoleError } from "./errors.ts";

export interface StagedFile {
  upload: string;
  name: string;
  bytes: number;
}

export interface ModelChoice {
  /**
   * As they travel, all of them text: `{ model: "prophet", horizon: "28", "date-format": "%d.%m.%Y" }`. The names are those of
   * `ModelsAnswer`. What is absent comes from the configuration, then from the data.
   */
  parameters: Readonly<Record<string, string>>;
}

export type CheckedUpload =
  | {
      status: "ok";
      name: string;
      /** Rows with a date and, of these, rows with a value. */
      rows: number;
      values: number;
      /** First and last date, as the file writes dates. Absent, as what follows, for a table that a model of one's own scores. */
      from?: string;
      to?: string;
      /** `D`; of several series all that occur, as `D, W`. */
      frequency?: string;
      columns: { date?: string; target?: string; further: readonly string[]; id?: readonly string[] };
      /** How the file was read, in words. */
      format?: { kind: string; headerLine?: number; dates: string; numbers: string };
      /** Rows of a season. */
      season?: number;
      suggestions: readonly string[];
      model: string;
      /** Rows of the forecast; of several series the most. */
      horizon?: number;
      series?: {
        count: number;
        /** The first hundred of those that the model cannot forecast. */
        faults: { id: readonly string[]; message: string; fix: string; fallsBack: boolean }[];
        faultCount: number;
      };
      warnings: readonly string[];
    }
  | { status: "failed"; name: string; error: ConsoleError }
  /** Too large to be read here; the service says what it makes of it. */
  | { status: "unread"; name: string; bytes: number };

export interface ModelsAnswer {
  /** Used where none is named. */
  defaultModel: string;
  models: ModelView[];
  /** What every model takes: reading the file, horizon, interval. */
  common: ParameterView[];
}

export interface ModelView {
  name: string;
  summary: string;
  minimumRows: number;
  maximumRows?: number;
  /** What only this model takes. */
  own: ParameterView[];
  /** Names of the common parameters that it uses. */
  common: string[];
}

export interface ParameterView {
  name: string;
  description: string;
  /** JSON Schema of the value, as `cloud-runner models NAME --json` shows it. */
  schema: unknown;
  /** For a form: `list` is text with commas. */
  kind: "text" | "integer" | "number" | "boolean" | "choice" | "list";
  choices?: readonly string[];
  /** As text; what the configuration says goes before what the model says. Absent: chosen by the data. */
  default?: string;
  minimum?: number;
  maximum?: number;
}

export interface ForecastSummary {
  file: string;
  /** As it was named. */
  input: string;
  state: InputState;
  /** The run that has sent it; absent for what came otherwise. */
  run?: string;
  /** Why there is none. */
  error?: ConsoleError;
  /** When the result was written; absent, as what follows, until it is there. */
  createdAt?: string;
  /** From the upload to the result. */
  durationMs?: number;
  model?: string;
  modelVersion?: string;
  /** All that the forecast was made with, defaults included. */
  parameters?: Readonly<Record<string, unknown>>;
  warnings?: readonly string[];
  /** Why the forecast is what it is, where the model says so. */
  explanation?: { sentence?: string; [further: string]: unknown };
  rows?: number;
  bytes?: number;
  format?: string;
  revision?: string;
  /** Of a panel. */
  series?: { count: number; fellBack: number; left: number };
  /** Whether it can be drawn; a model of one's own may score rows that have no dates. `reason` says why not. */
  drawn: { isDrawn: boolean; reason?: string };
  /** Whether the input lies in the bucket still; without it there is no history. */
  hasInput: boolean;
  /** Probabilities of the intervals, the first is the usual one; empty for none. */
  intervals?: readonly number[];
}

export interface SeriesPage {
  /** Names of the id columns; empty for a file that holds one series. */
  idColumns: readonly string[];
  /** All series, those that the search found, and those of the page. */
  count: number;
  found: number;
  offset: number;
  rows: SeriesRow[];
}

export interface SeriesRow {
  /** From 0, in the order of the file. */
  index: number;
  id: readonly string[];
  state: "forecast" | "fallback" | "failed";
  /** Rows of its history and of its forecast. */
  historyRows: number;
  forecastRows: number;
  /** Of a fallback, or of a failure. */
  reason?: string;
}

/** Columns of equal length, so that a chart takes them as they are. `null` is no value. */
export interface SeriesData {
  index: number;
  id: readonly string[];
  state: "forecast" | "fallback" | "failed";
  reason?: { code: string; message: string; fix: string; line?: number; column?: number };
  /** Clock of the dates for people: `the file's own, without a zone`, `Europe/Berlin`, `UTC`. */
  clock: string;
  /** Whether dates have a time of day. */
  hasTime: boolean;
  /** Older rows that are left out. */
  omittedRows: number;
  history: { dates: readonly string[]; atMs: readonly number[]; values: readonly (number | null)[] };
  forecast: {
    dates: readonly string[];
    /** On the same clock as those of the history: civil time as if it were UTC. Draw with UTC. */
    atMs: readonly number[];
    values: readonly (number | null)[];
    bands: {
      level: number;
      lower: readonly (number | null)[];
      upper: readonly (number | null)[];
    }[];
  };
}
