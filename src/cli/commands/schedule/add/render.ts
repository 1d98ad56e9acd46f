// What `cloud-runner schedule add` prints.
import type { AddResult } from "../../../../library/schedules/add.ts";
import type { View } from "../../../shell/view.ts";
import { nextOf } from "../schedule-text.ts";

export function render({ schedule, changed }: AddResult, { paint, symbols, show }: View): string {
  const { name, output } = schedule;
  return [
    `${paint.green(symbols.ok)} ${name} is ${changed ? "scheduled" : "scheduled, as it was"}: next ${nextOf(schedule)}`,
    `  forecasts go to ${show(output)} in the output bucket`,
    `  \`cloud-runner schedule run ${name}\` tries it now, \`cloud-runner schedule show ${name}\` says what came of it.`,
  ].join("\n");
}
