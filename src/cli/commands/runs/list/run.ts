// `cloud-runner runs list` as the library does it.
import { listRuns, type RunList } from "../../../../library/runs/list-runs.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (context: Context, { options }: { options: { limit: number } }): Promise<RunList> =>
  listRuns(context, options);
