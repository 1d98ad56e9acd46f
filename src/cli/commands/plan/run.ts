// `cloud-runner plan` as the library does it.
import { plan } from "../../../library/stack/plan.ts";
import type { PlanOptions, PlanResult } from "../../../library/stack/plan.ts";
import type { Context } from "../../shell/context.ts";

export const run = (context: Context, { options }: { options: PlanOptions }): Promise<PlanResult> =>
  plan(context, options);
