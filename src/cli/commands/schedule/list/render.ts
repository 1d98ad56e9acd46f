// What `cloud-runner schedule list` prints.
import { table } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";
import { lastOf, nextOf } from "../schedule-text.ts";
import type { ListResult } from "./run.ts";

export function render({ schedules }: ListResult, view: View): string {
  if (schedules.length === 0) {
    return 'Nothing is scheduled. cloud-runner schedule add NAME --cron "0 5 * * *" FILES';
  }
  const heads = ["name", "cron", "next run", "last run"];
  const rows = schedules.map((each) => [each.name, view.show(each.cron), nextOf(each), lastOf(each, view)]);
  return table(rows, view, { heads });
}
