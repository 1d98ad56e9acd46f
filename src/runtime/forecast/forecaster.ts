// What the delivery asks of the worker threads.
import type { FailedSeries, InputFault, RawParameters } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import type { PanelPlan } from "../../model/predict/predict-csv.ts";
import type { SeriesJob, SeriesOutcome } from "../../model/predict/predict-series.ts";

export interface Prediction<Csv extends string | Uint8Array = string> {
  csv: Csv;
  model: string;
  modelVersion: string;
  /** All parameters that were used, defaults included; plain JSON. */
  parameters: unknown;
  rowsIn: number;
  rowsOut: number;
  warnings: string[];
  /** Why the forecast is what it is; plain JSON with a `sentence`. */
  explanation?: { sentence: string };
  /** Of a panel: how many series it has, and those that the model could not forecast. */
  series?: { count: number; failed: FailedSeries[] };
}

interface Rejected {
  kind: "rejection";
  rejection: InputFault;
}

/** Of a file that holds one series. */
export type Forecast = { kind: "prediction"; prediction: Prediction } | Rejected;

/** Its CSV can be long, and comes in pieces, so it is not made text. */
export type PanelForecast = { kind: "prediction"; prediction: Prediction<Uint8Array> } | Rejected;

export interface ForecastJob {
  input: Uint8Array;
  parameters: RawParameters;
}

/** Some series of a panel. */
export type SeriesForecastJob = SeriesJob & { parameters: RawParameters };

/** No plan: the model scores rows, and takes every file as a whole. */
export type Planned = { kind: "plan"; plan: PanelPlan | undefined } | Rejected;

export interface SeriesForecast {
  /** Lines of the result, in the order of the series. */
  csv: Uint8Array;
  outcomes: SeriesOutcome[];
}

export interface ForecastLimits {
  /** Waiting for a free worker counts. */
  timeoutMs: number;
  /** Waiting for a worker or for its start does not count; no limit of its own unless given. */
  runMs?: number;
  signal?: AbortSignal | undefined;
}

/** Every method throws ForecasterError when nothing came of it, for a reason that may pass. */
export interface Forecaster {
  forecast(job: ForecastJob, limits: ForecastLimits): Promise<Forecast>;
}

export interface PanelForecaster extends Forecaster {
  /** What the parameters say of a panel, before it is read. */
  planPanel(parameters: RawParameters, limits: ForecastLimits): Promise<Planned>;
  forecastSeries(job: SeriesForecastJob, limits: ForecastLimits): Promise<SeriesForecast>;
}

/** No fault of the input is known; failures.ts says when one is assumed. */
export class ForecasterError extends CloudRunnerError {
  constructor(
    code:
      | "forecast.worker-died"
      | "forecast.out-of-memory"
      | "forecast.timed-out"
      | "forecast.not-started"
      | "forecast.aborted",
    message: string,
    cause?: unknown,
  ) {
    super(message, { code, cause });
  }
}
