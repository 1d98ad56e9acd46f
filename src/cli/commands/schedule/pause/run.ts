// `cloud-runner schedule pause` as the library does it.
import { pauseSchedule, type ChangeResult } from "../../../../library/schedules/change.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (
  context: Context,
  { arguments: [name] }: { arguments: string[] },
): Promise<ChangeResult> => pauseSchedule(context, name!);
