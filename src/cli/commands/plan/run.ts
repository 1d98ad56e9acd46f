// `cloud-runner plan` as the library does it.
import { plan, type PlanOptions, type PlanResult } from "../../../library/stack/plan.ts";
import type { Context } from "../../shell/context.ts";

export const run = (context: Context, { options }: { options: PlanOptions }): Promise<PlanResult> =>
  plan(context, options);
