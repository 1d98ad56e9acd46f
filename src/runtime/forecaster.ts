// What the delivery asks of the worker threads.
import type { ParameterValue } from "./settings.ts";
import type { ErrorReport } from "../core/contract.ts";
import { CloudRunnerError } from "../core/errors.ts";

export interface Prediction {
  csv: string;
  model: string;
  modelVersion: string;
  /** All parameters that were used, defaults included; plain JSON. */
  parameters: unknown;
  rowsIn: number;
  rowsOut: number;
  warnings: string[];
  /** Why the forecast is what it is; plain JSON with a `sentence`. */
  explanation?: { sentence: string };
}

/** Why this input, with these parameters, can never work. */
export type Rejection = Omit<ErrorReport, "schemaVersion" | "input">;

export type Forecast =
  | { kind: "prediction"; prediction: Prediction }
  | { kind: "rejection"; rejection: Rejection };

export interface ForecastJob {
  input: Uint8Array;
  /** Raw, as they stand in metadata and defaults; the model checks them. */
  parameters: Readonly<Record<string, ParameterValue>>;
}

export interface ForecastLimits {
  /** Waiting for a free worker counts. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface Forecaster {
  /** @throws ForecasterError when no forecast came to be, for a reason that may pass. */
  forecast(job: ForecastJob, limits: ForecastLimits): Promise<Forecast>;
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
