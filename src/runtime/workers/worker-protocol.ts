// Messages between the main thread and a worker thread. Everything survives a structured clone.
import type { RawParameters } from "../../core/contract.ts";
import type { MessagePort } from "node:worker_threads";
import type { Forecast, ForecastJob, Planned } from "../forecast/forecaster.ts";
import type { SeriesForecast, SeriesForecastJob } from "../forecast/forecaster.ts";

/** What a worker gets as its workerData. */
export interface WorkerStart {
  /** What most forecasts will be told: what they need is loaded before the first one. */
  usualParameters: RawParameters;
  /** Answers askForArtifacts; none where nothing can be fetched. */
  artifacts?: MessagePort | undefined;
}

/** What a worker can be asked, and what it answers. */
export interface Work {
  forecast: { task: ForecastJob; answer: Forecast };
  "plan-panel": { task: { parameters: RawParameters }; answer: Planned };
  /** The main thread keeps its copy of the series, since a worker may die over them. */
  "forecast-series": { task: SeriesForecastJob; answer: SeriesForecast };
}

export type Task = { [Kind in keyof Work]: { kind: Kind } & Work[Kind]["task"] }[keyof Work];

export type Answer = Work[keyof Work]["answer"];

export type ToWorker = { id: number } & Task;

export type FromWorker =
  /** Warm: the next forecast pays for no start. */
  | { type: "ready" }
  /** `isWornOut`: this worker should end now, before its memory grows further or turns out to be corrupt. */
  | { type: "done"; id: number; answer: Answer; isWornOut: boolean }
  /** Unexpected. The WebAssembly modules may be corrupt from here on, so this worker must not be used again. */
  | { type: "failed"; id: number; message: string; stack?: string };
