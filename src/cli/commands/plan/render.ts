// What `cloud-runner plan` prints.
import { exitCodes } from "../../../core/errors.ts";
import type { PlanResult } from "../../../library/stack/plan.ts";
import { renderCost } from "../../screen/cost.ts";
import { renderPlan } from "../../screen/plan-rows.ts";
import type { GlobalFlags } from "../../shell/context.ts";
import type { View } from "../../shell/view.ts";

export const render = ({ rows, cost }: PlanResult, view: View, { flags }: { flags: GlobalFlags }): string =>
  `${renderPlan(rows, view)}\n${renderCost(cost, view, flags)}`;

export function exitCode(
  { rows }: PlanResult,
  { options }: { options: { detailedExitcode: boolean } },
): number {
  const hasChanges = rows.some(({ action }) => action !== "noop");
  return options.detailedExitcode && hasChanges ? exitCodes.planHasChanges : exitCodes.ok;
}
