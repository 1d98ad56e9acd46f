// `cloud-runner schedule remove` as the library does it.
import { removeSchedule, type ChangeResult } from "../../../../library/schedules/change.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (
  context: Context,
  { arguments: [name] }: { arguments: string[] },
): Promise<ChangeResult> => removeSchedule(context, name!);
