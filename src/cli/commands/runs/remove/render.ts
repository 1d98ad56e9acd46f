// What `cloud-runner runs remove` prints.
import { plural } from "../../../../core/duration.ts";
import { inOneLine } from "../../../../core/quote.ts";
import type { RemovedRuns } from "../../../../library/runs/end-runs.ts";
import type { ListedRun } from "../../../../library/runs/run-store.ts";
import { table } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";
import { shownInputs, shownStart } from "../run-text.ts";

export function render({ runs, objects, dryRun }: RemovedRuns, view: View): string {
  const { paint, symbols } = view;
  if (runs.length === 0) return "There is no such run; nothing to remove.";
  const what = plural(runs.length, "run");
  return dryRun
    ? `${rowsOf(runs, view)}\n\n${what} would be removed.`
    : `${paint.green(symbols.ok)} ${what} removed, ${plural(objects, "object")} in both buckets`;
}

export const rowsOf = (runs: readonly ListedRun[], view: View): string =>
  table(
    runs.map(({ run, startedAt, first, inputs }) => [
      run,
      shownStart(startedAt),
      inOneLine(shownInputs(first, inputs)),
    ]),
    view,
  );
