// `cloud-runner schedule run` as the library does it.
import { runSchedule, type RunResult } from "../../../../library/schedules/change.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (context: Context, { arguments: [name] }: { arguments: string[] }): Promise<RunResult> =>
  runSchedule(context, name!);
