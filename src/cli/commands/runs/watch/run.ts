// `cloud-runner runs watch` as the library does it.
import { watchRun, type ShownRun } from "../../../../library/runs/show-run.ts";
import { waitFrom } from "../../../options/forecast-parameters.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (
  context: Context,
  { arguments: [id], options }: { arguments: string[]; options: { timeout: string | undefined } },
): Promise<ShownRun> => watchRun(context, id!, waitFrom(options.timeout));
