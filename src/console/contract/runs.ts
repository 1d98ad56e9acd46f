// Runs: several files that were sent together, and what has become of each.
import type { InputState, RunCounts } from "../../library/runs/run-summary.ts";
import type { ConsoleError } from "./errors.ts";
import type { ModelChoice } from "./forecasts.ts";

export interface StartRun extends ModelChoice {
  /** Of `StagedFile`, in the order that they are to have. */
  uploads: string[];
  /** Let the job forecast, which has hours for it. */
  job?: boolean;
}

export interface StartedRun {
  run: string;
  inputs: number;
}

export type { RunCounts };

export interface RunRow {
  run: string;
  startedAt: string;
  inputs: number;
  /** The first input, as it was named. */
  first: string;
  isCancelled: boolean;
  /** Whether this console is sending its files right now. */
  isSending: boolean;
  /** Absent where the record cannot be read. */
  counts?: RunCounts;
}

export interface RunList {
  runs: RunRow[];
  /** Older ones that are left out. */
  others: number;
}

export interface RunDetails extends RunCounts {
  run: string;
  startedAt: string;
  cancelledAt?: string;
  isSending: boolean;
  parameters: Readonly<Record<string, string>>;
  manifest?: string;
  /** When the bucket's rule removes it; absent where it is kept. */
  keptUntil?: string;
  /** Of what this console has sent itself: `12 of 500 done, 8.3/s, 45 s left`. */
  pace?: string;
  files: RunFile[];
  /** Why all of it was refused. */
  error?: ConsoleError;
  /** The same on the command line. */
  commands: { show: string; fetch: string; resume: string };
}

export interface RunFile {
  /** From 0. */
  index: number;
  /** For `/api/forecasts/:file`. */
  file: string;
  input: string;
  state: InputState;
  /** Bytes of the input; absent where it is not uploaded. */
  bytes?: number;
  /** Of a panel that the job has cut into slices: how many of its series are done. */
  series?: { done: number; series: number };
  /** Of a forecast. */
  model?: string;
  rows?: number;
  warnings?: number;
  error?: ConsoleError;
}

/**
 * `data:` of the server-sent events; the event's name is `event` too. `run` comes first and after each change. `files` are
 * those that have changed since the event before; in the first, all. `end`: nothing more will change; the stream ends. An event
 * `ping` comes every 10 s, so that a stream is known to live.
 */
export type RunEvent =
  | { event: "run"; counts: RunCounts; isSending: boolean; pace?: string; files: RunFile[] }
  | { event: "trouble"; error: ConsoleError }
  | { event: "end" };

export interface Cancelled {
  run: string;
  /** Inputs that were taken back before they were forecast. */
  cancelled: number;
  answered: number;
  /** Executions of the job that were stopped. */
  stopped?: number;
}

export interface Removed {
  /** Objects. */
  objects: number;
}

export interface LooseOutputs {
  outputs: LooseOutput[];
  /** There are more than these. */
  mayBeMore: boolean;
}

export interface LooseOutput {
  /** For `/api/forecasts/:file`. */
  file: string;
  /** Name in the output bucket. */
  object: string;
  /** Whether it is a forecast or says why there is none. */
  kind: "result" | "report";
  bytes: number;
  updatedAt: string;
  model?: string;
  rows?: number;
}
