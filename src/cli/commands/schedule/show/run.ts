// `cloud-runner schedule show` as the library does it.
import { showSchedule, type ShownSchedule } from "../../../../library/schedules/list.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (
  context: Context,
  { arguments: [name] }: { arguments: string[] },
): Promise<ShownSchedule> => showSchedule(context, name!);
