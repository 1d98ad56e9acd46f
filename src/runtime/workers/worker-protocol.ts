// Messages between the main thread and a worker thread. Everything survives a structured clone.
import type { InputFault, RawParameters } from "../../core/contract.ts";
import type { MessagePort } from "node:worker_threads";
import type { Forecasts, Plan } from "../../model/predict/plan.ts";
import type { ForecastJob } from "../forecast/forecaster.ts";

/** What a worker gets as its workerData. */
export interface WorkerStart {
  /** Parameters of most forecasts: what these need is loaded before the first one. */
  defaultParameters: RawParameters;
  /** Answers askForArtifacts; none where nothing can be fetched. */
  artifacts?: MessagePort | undefined;
}

/** The main thread keeps its copy of a chunk, since a worker may die over it. */
export type Task = { kind: "prepare"; parameters: RawParameters } | ({ kind: "forecast" } & ForecastJob);

export type Reply = Plan | Forecasts<Uint8Array>;

export type ToWorker = { id: number } & Task;

export type FromWorker =
  /** Warm: the next forecast pays for no start. */
  | { type: "ready" }
  /**
   * `rejection`: parameters or a table can never work. `isWornOut`: this worker should end now, before its memory grows
   * further or turns out to be corrupt.
   */
  | { type: "done"; id: number; reply: Reply | { rejection: InputFault }; isWornOut: boolean }
  /** Unexpected. The WebAssembly modules may be corrupt from here on, so this worker must not be used again. */
  | { type: "failed"; id: number; message: string; stack?: string };
