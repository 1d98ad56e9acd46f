// What `cloud-runner schedule show` prints.
import type { ShownSchedule } from "../../../../library/schedules/list.ts";
import type { AnsweredTick } from "../../../../library/schedules/ticks.ts";
import { facts, table } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";
import { lastOf, nextOf, shownTime } from "../schedule-text.ts";

export function render(schedule: ShownSchedule, view: View): string {
  const { name, cron, timezone, inputs, output, ticks } = schedule;
  const rows: [string, string][] = [
    ["times", `${view.show(cron)} in ${view.show(timezone)}`],
    ["next run", nextOf(schedule)],
    ["last run", lastOf(schedule, view)],
    ["inputs", inputs.map((each) => view.show(each)).join(", ")],
    ["output", view.show(output)],
  ];
  return [
    name,
    facts(rows, view),
    "",
    ticks.length === 0
      ? "It has made nothing yet."
      : table(
          ticks.map((tick) => [shownTime(tick.time, timezone), answerOf(tick, view)]),
          view,
        ),
  ].join("\n");
}

function answerOf({ answer }: AnsweredTick, { paint, symbols, show }: View): string {
  if (answer === undefined) return `${paint.yellow(symbols.warning)} not answered yet`;
  if ("error" in answer) return paint.red(show(answer.error));
  const { succeeded, failed, firstFailure } = answer;
  const first = failed > 1 ? ", such as " : ": ";
  const why = firstFailure === undefined ? "" : `${first}${show(firstFailure)}`;
  const text = `${succeeded} forecast${failed > 0 ? `, ${failed} failed${why}` : ""}`;
  return failed > 0 ? `${paint.yellow(symbols.warning)} ${text}` : `${paint.green(symbols.ok)} ${text}`;
}
