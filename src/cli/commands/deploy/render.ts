// What `cloud-runner deploy` prints.
import type { DeployResult } from "../../../library/rollout/rollout.ts";
import { renderCost } from "../../screen/cost.ts";
import { renderRollout } from "../../screen/rollout.ts";
import type { GlobalFlags } from "../../shell/context.ts";
import type { View } from "../../shell/view.ts";

export const render = (result: DeployResult, view: View, { flags }: { flags: GlobalFlags }): string =>
  `${renderRollout(result, view)}\n\n${renderCost(result.cost, view, flags)}`;
