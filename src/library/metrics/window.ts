// The time that metrics are asked for, cut into equal steps that end with it.
import { formatDuration } from "../../core/duration.ts";
import { UsageError } from "../../core/errors.ts";

export interface WindowOptions {
  nowMs: number;
  /** Milliseconds since the epoch; an hour before the end when absent. */
  fromMs?: number | undefined;
  /** Now when absent. */
  toMs?: number | undefined;
  /** Whole seconds, a minute at least; when absent one that makes sixty steps or fewer. */
  stepMs?: number | undefined;
}

export interface Window {
  /** A whole number of steps before the end, and no later than what was asked for. */
  fromMs: number;
  toMs: number;
  stepMs: number;
  steps: number;
}

const minuteMs = 60_000;
const usualSteps = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * minuteMs);
const usualCount = 60;
const mostSteps = 1000;

/** @throws UsageError */
export function windowOf({ nowMs, fromMs, toMs = nowMs, stepMs }: WindowOptions): Window {
  const lengthMs = toMs - (fromMs ?? toMs - 60 * minuteMs);
  if (lengthMs <= 0) {
    throw new UsageError("The time that metrics are asked for begins after it ends.", {
      code: "usage.metrics",
      fix:
        toMs < nowMs
          ? "Let --since be earlier than --until, for example --since 2h --until 1h."
          : "Let --since be a time before now, such as 1h.",
    });
  }
  const step = stepMs ?? usualSteps.find((each) => lengthMs / each <= usualCount) ?? usualSteps.at(-1)!;
  if (step < minuteMs || step % 1000 !== 0) {
    throw new UsageError(`--step is ${formatDuration(step)}; Cloud Monitoring has one sample a minute.`, {
      code: "usage.metrics",
      fix: "Let --step be whole seconds, 60 or more: 1m, 5m, 1h.",
    });
  }
  const steps = Math.ceil(lengthMs / step);
  if (steps > mostSteps) {
    throw new UsageError(`These are ${steps} steps, more than ${mostSteps}.`, {
      code: "usage.metrics",
      fix: `Let --step be ${formatDuration(Math.ceil(lengthMs / mostSteps / minuteMs) * minuteMs)} or more, or --since shorter.`,
    });
  }
  return { fromMs: toMs - steps * step, toMs, stepMs: step, steps };
}
