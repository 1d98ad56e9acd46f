// A schedule as programs and people see it.

export interface Schedule {
  name: string;
  cron: string;
  timezone: string;
  /** `off`: Google has switched it off, or could not change it; `schedule add --replace` makes it anew. */
  state: "on" | "paused" | "off";
  /** Objects of the input bucket, and patterns of such. */
  inputs: string[];
  /** Names of the forecasts in the output bucket. */
  output: string;
  /** RFC 3339; undefined while it is paused. */
  nextRun: string | undefined;
  lastRun: string | undefined;
  /** Why the last run failed; undefined when it did not. */
  lastFailure: string | undefined;
}
