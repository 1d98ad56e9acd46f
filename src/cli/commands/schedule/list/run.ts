// `cloud-runner schedule list` as the library does it.
import { listSchedules } from "../../../../library/schedules/list.ts";
import type { Schedule } from "../../../../library/schedules/schedule-summary.ts";
import type { Context } from "../../../shell/context.ts";

export interface ListResult {
  schedules: Schedule[];
}

export const run = async (context: Context): Promise<ListResult> => ({
  schedules: await listSchedules(context),
});
