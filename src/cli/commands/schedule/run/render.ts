// What `cloud-runner schedule run` prints.
import type { RunResult } from "../../../../library/schedules/change.ts";
import type { View } from "../../../shell/view.ts";

export const render = ({ schedule, tick }: RunResult, { paint, symbols }: View): string =>
  [
    `${paint.green(symbols.ok)} ${schedule.name} has run: ${tick.object} is in the input bucket`,
    `  \`cloud-runner schedule show ${schedule.name}\` says what came of it.`,
  ].join("\n");
