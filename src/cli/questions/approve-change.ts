// Whether what `up` is about to do on Google Cloud is meant: what it makes and what that costs, and then the question.
import type { ProjectToMake } from "../../library/project/make-project.ts";
import type { StackChange } from "../../library/stack/up.ts";
import { renderCost } from "../screen/cost.ts";
import { renderPlan } from "../screen/plan-rows.ts";
import { confirm } from "../shell/confirm.ts";
import type { Context } from "../shell/context.ts";

/** @throws as `confirm` */
export async function approveChange(context: Context, change: StackChange | ProjectToMake): Promise<void> {
  const { progress, output, flags } = context;
  if (change.kind === "create-project") {
    const { project, parent, billingAccount } = change;
    const where = parent === undefined ? "" : ` in ${parent}`;
    return confirm(context, `Make the project ${project}${where}, paid by ${billingAccount}?`);
  }
  if (!flags.yes) {
    progress.note(renderPlan(change.rows, output.errorView));
    progress.note(renderCost(change.cost, output.errorView, { verbose: false }));
  }
  await confirm(context, `Carry this out in project ${change.project}?`);
}
