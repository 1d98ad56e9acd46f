// `cloud-runner runs remove` as the library does it.
import { parseAgeMs, plural } from "../../../../core/duration.ts";
import { removeRuns, type RemovedRuns } from "../../../../library/runs/end-runs.ts";
import type { ListedRun } from "../../../../library/runs/run-store.ts";
import { confirm } from "../../../shell/confirm.ts";
import type { Context } from "../../../shell/context.ts";
import { rowsOf } from "./render.ts";

export async function run(
  context: Context,
  {
    arguments: runs,
    options: { olderThan, all, dryRun },
  }: { arguments: string[]; options: { olderThan: string | undefined; all: boolean; dryRun: boolean } },
): Promise<RemovedRuns> {
  const olderThanMs = olderThan === undefined ? undefined : parseAgeMs(olderThan, "--older-than");
  const approve = async (found: readonly ListedRun[]) => {
    if (context.flags.yes) return;
    context.progress.note(rowsOf(found, context.output.errorView));
    const what = plural(found.length, "run");
    await confirm(context, `This removes ${what} for good: uploads, results in the bucket, records. Go on?`);
  };
  return removeRuns(context, { runs, olderThanMs, all, dryRun, approve });
}
