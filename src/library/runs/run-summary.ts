// How a run stands, as programs and people see it.

/** `missing` is not uploaded yet, or no more; `waiting` is being forecast. */
export type InputState = "missing" | "waiting" | "done" | "failed";

export interface RunCounts {
  inputs: number;
  done: number;
  failed: number;
  waiting: number;
  missing: number;
}

export interface CancelledRun {
  run: string;
  /** Inputs that were taken back before they were forecast. */
  cancelled: number;
  /** Inputs that are answered; their answers stay. */
  answered: number;
  /** Executions of the job that were stopped; undefined where it had none of the inputs. */
  stopped: number | undefined;
}
