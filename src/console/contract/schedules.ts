// Schedules: what is forecast again and again.
import type { ModelChoice } from "./forecasts.ts";

export interface Schedule {
  name: string;
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  cron: string;
  timezone: string;
  /** `off`: Google has switched it off, or could not change it. */
  state: "on" | "paused" | "off";
  /** Objects of the input bucket, and patterns of such. */
  inputs: readonly string[];
  /** Names of the forecasts in the output bucket. */
  output: string;
  /** Absent while it is paused. */
  nextRun?: string;
  lastRun?: string;
  /** Why the last run failed; absent when it did not. */
  lastFailure?: string;
}

export interface ScheduleDetails extends Schedule {
  /** The last ten, the newest first. */
  ticks: Tick[];
}

export interface Tick {
  /** The time by the schedule. */
  time: string;
  /** The manifest. */
  object: string;
  /** Absent while its forecasts are being made. */
  answer?: {
    succeeded: number;
    failed: number;
    /** Why the first of those failed that did, or all of it. */
    firstFailure?: string;
    /** Its forecasts, for `/api/forecasts/:file`; the first hundred. */
    forecasts: { file: string; input: string; output: string }[];
  };
}

export interface AddSchedule extends ModelChoice {
  /** Up to 40 lowercase letters, digits and hyphens. */
  name: string;
  cron: string;
  /** Of these times; UTC when absent. */
  timezone?: string;
  /** Either files that were put aside, or `gs://` objects, folders or patterns of the input bucket. */
  uploads?: string[];
  objects?: string[];
  /** With `{file}`, `{name}`, `{id}`, `{date}` and `{time}`. */
  output?: string;
  /** Put it in the place of a schedule of that name. */
  replace?: boolean;
}

export interface RanSchedule {
  schedule: Schedule;
  tick: { time: string; object: string };
}
