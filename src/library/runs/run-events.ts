// What happens in a run, one event after the other, for programs: docs/runs.md.
import type { CloudRunnerError } from "../../core/errors.ts";
import type { FileResult } from "../predict/file-result.ts";

/** How far the run is, after this event. */
export interface RunProgress {
  /** Inputs that are answered, those that failed included. */
  done: number;
  failed: number;
  inputs: number;
}

export type RunEvent =
  | { event: "started"; run: string; inputs: number }
  | { event: "uploaded"; input: string; object: string; generation: string }
  | ({
      event: "forecast";
      input: string;
      /** Where it was written; absent for what goes into no file. */
      output?: string;
      rows: number;
      model: string;
      warnings: readonly string[];
      durationMs: number;
    } & RunProgress)
  | ({ event: "failed"; input: string; error: CloudRunnerError } & RunProgress)
  /** The end of a run that nobody waits for. */
  | { event: "detached"; run: string; sent: number; failed: number }
  | {
      event: "ended";
      run: string;
      succeeded: number;
      failed: number;
      /** Of a run that is resumed: inputs whose forecast was in place before. */
      before: number;
    };

/** What a run tells while it goes on. */
export interface RunListener {
  /** @param inputs how many are to be done */
  started?: (run: string, inputs: number) => void;
  /** Its record is kept, so that others can read it. Of a run that somebody waits for it is not told. */
  recorded?: (run: string) => void;
  uploaded?: (upload: { input: FileResult["input"]; name: string; generation: string }) => void;
  settled?: (result: FileResult) => void;
}

/** Turns what a run tells into events. */
export function runListener(listener: (event: RunEvent) => void): Required<Omit<RunListener, "recorded">> {
  let inputs = 0;
  let done = 0;
  let failed = 0;
  return {
    started(run, count) {
      inputs = count;
      listener({ event: "started", run, inputs });
    },
    uploaded: ({ input, name, generation }) =>
      listener({ event: "uploaded", input: input.label, object: name, generation }),
    settled(result) {
      done += 1;
      if (result.status === "failed") failed += 1;
      listener({ ...about(result), done, failed, inputs });
    },
  };
}

function about(result: FileResult) {
  const { label: input, outputPath: output } = result.input;
  if (result.status === "failed") return { event: "failed", input, error: result.error } as const;
  const { rows, model, warnings, durationMs } = result;
  const written = output === undefined ? {} : { output };
  return { event: "forecast", input, ...written, rows, model, warnings, durationMs } as const;
}

export const endOf = (run: string, files: readonly FileResult[], before: number): RunEvent => {
  const failed = files.filter(({ status }) => status === "failed").length;
  return { event: "ended", run, succeeded: files.length - failed, failed, before };
};
