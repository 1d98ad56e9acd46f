// What the delivery asks of the worker threads.
import type { RawParameters } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import type { Forecasts, Plan } from "../../model/predict/plan.ts";
import type { Dataset } from "../../model/series/dataset.ts";

export interface ForecastJob {
  /** A dataset, some series of one, or a table for a model that scores rows. */
  chunk: Dataset | Uint8Array;
  parameters: RawParameters;
  /** Whether to say as well what each forecast is made of; never on the way of a delivery. */
  withParts?: boolean;
}

export interface ForecastLimits {
  /** Waiting for a free worker counts. */
  timeoutMs: number;
  /** Waiting for a worker or for its start does not count; no limit of its own unless given. */
  runMs?: number;
  signal?: AbortSignal | undefined;
}

/**
 * Every method throws ForecasterError when nothing came of it, for a reason that may pass, and InputError for parameters
 * or a table that can never work.
 */
export interface Forecaster {
  /** What the parameters say of a forecast, before its file is read. */
  prepare(parameters: RawParameters, limits: ForecastLimits): Promise<Plan>;
  forecast(job: ForecastJob, limits: ForecastLimits): Promise<Forecasts<Uint8Array>>;
}

/** No fault of the input is known; failures.ts says when one is assumed. */
export class ForecasterError extends CloudRunnerError {
  override readonly name = "ForecasterError";
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
