// `cloud-runner runs cancel` as the library does it.
import { cancelRun } from "../../../../library/runs/end-runs.ts";
import type { CancelledRun } from "../../../../library/runs/run-summary.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (context: Context, { arguments: [id] }: { arguments: string[] }): Promise<CancelledRun> =>
  cancelRun(context, id!);
