// What `cloud-runner schedule pause`, `resume` and `remove` print.
import type { ChangeResult } from "../../../../library/schedules/change.ts";
import type { View } from "../../../shell/view.ts";
import { nextOf } from "../schedule-text.ts";

export function render({ action, schedule }: ChangeResult, { paint, symbols }: View): string {
  const more = {
    paused: `it runs no more until \`cloud-runner schedule resume ${schedule.name}\``,
    resumed: `next ${nextOf(schedule)}`,
    removed: "its files and forecasts stay in the buckets",
  }[action];
  return `${paint.green(symbols.ok)} ${schedule.name} ${action}: ${more}`;
}
