// `cloud-runner runs show` as the library does it.
import { showRun, type ShownRun } from "../../../../library/runs/show-run.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (context: Context, { arguments: [id] }: { arguments: string[] }): Promise<ShownRun> =>
  showRun(context, id!);
