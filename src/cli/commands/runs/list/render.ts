// What `cloud-runner runs list` prints.
import { inOneLine } from "../../../../core/quote.ts";
import type { RunList } from "../../../../library/runs/list-runs.ts";
import { table } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";
import { filesOf, shownCounts, shownInputs, shownStart } from "../run-text.ts";

export function render({ runs, others }: RunList, view: View): string {
  if (runs.length === 0) return "There are no runs. `cloud-runner predict data.csv` makes one.";
  const rows = runs.map(({ run, startedAt, inputs, first, isCancelled, counts }) => [
    run,
    shownStart(startedAt),
    filesOf(inputs),
    `${counts === undefined ? "cannot be read" : shownCounts(counts)}${isCancelled ? ", cancelled" : ""}`,
    inOneLine(shownInputs(first, inputs)),
  ]);
  // The id of a run begins with its start, and its state counts its files.
  const spare = ["FILES", "STARTED (UTC)"];
  const heads = ["RUN", "STARTED (UTC)", "FILES", "STATE", "INPUTS"];
  const more =
    others === 0
      ? []
      : ["", `${others} older ${others === 1 ? "one is" : "ones are"} not listed; -n lists more.`];
  return [table(rows, view, { heads, spare }), ...more].join("\n");
}
