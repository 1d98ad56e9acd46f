// What became of one input: a forecast, or why there is none.
import type { SeriesCounts } from "../../core/contract.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import type { Input } from "./sources/input.ts";

export interface Forecasted {
  status: "ok";
  input: Input;
  object: string;
  generation: string;
  /** The text of what was sent, for the drawing; empty where it is large, or one of several inputs, which are not drawn. */
  sent: Uint8Array;
  /** What the service wrote; empty for what is large and has an output. */
  content: Uint8Array;
  /** The same as CSV; empty for more than can be read here. */
  csv: string;
  rows: number;
  model: string;
  modelVersion: string;
  parameters: Record<string, unknown>;
  warnings: string[];
  /** Why the forecast is what it is, where the model says so; has a `sentence`. */
  explanation: unknown;
  /** Of a panel. */
  series: ForecastedSeries | undefined;
  revision: string | undefined;
  /** Digest of the user's own model, where that has made it. */
  ownModel: string | undefined;
  durationMs: number;
}

export interface ForecastedSeries extends SeriesCounts {
  /** Where the report on series that failed was written; undefined when none failed, or without an output file. */
  report: string | undefined;
  /** The report in the output bucket; undefined when none failed. */
  reportUri: string | undefined;
}

export interface Failed {
  status: "failed";
  input: Input;
  error: CloudRunnerError;
}

export type FileResult = Forecasted | Failed;
