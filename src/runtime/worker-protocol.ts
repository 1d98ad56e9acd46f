// Messages between the main thread and a worker thread. Everything survives a structured clone.
import type { MessagePort } from "node:worker_threads";
import type { Forecast, ForecastJob } from "./forecaster.ts";

/** What a worker gets as its workerData. */
export interface WorkerStart {
  /** What most forecasts will be told: what they need is loaded before the first one. */
  usualParameters: ForecastJob["parameters"];
  /** Answers askForArtifacts; none where nothing can be fetched. */
  artifacts?: MessagePort | undefined;
}

export type ToWorker = { id: number } & ForecastJob;

export type FromWorker =
  /** Warm: the next forecast pays for no start. */
  | { type: "ready" }
  /** `isWornOut`: this worker should end now, before its memory grows further or turns out to be corrupt. */
  | { type: "done"; id: number; forecast: Forecast; isWornOut: boolean }
  /** Unexpected. The WebAssembly modules may be corrupt from here on, so this worker must not be used again. */
  | { type: "failed"; id: number; message: string; stack?: string };
