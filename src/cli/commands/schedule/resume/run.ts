// `cloud-runner schedule resume` as the library does it.
import { resumeSchedule, type ChangeResult } from "../../../../library/schedules/change.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (
  context: Context,
  { arguments: [name] }: { arguments: string[] },
): Promise<ChangeResult> => resumeSchedule(context, name!);
