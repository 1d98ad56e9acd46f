// `cloud-runner up` as the library does it.
import { up, type StackChange, type UpOptions, type UpResult } from "../../../library/stack/up.ts";
import type { ProjectToMake } from "../../../library/project/make-project.ts";
import { renderCost } from "../../screen/cost.ts";
import { renderPlan } from "../../screen/plan-rows.ts";
import { confirm } from "../../shell/confirm.ts";
import type { Context } from "../../shell/context.ts";
import { newProjectFrom, type ProjectOptions } from "./project-options.ts";

export async function run(
  context: Context,
  { options }: { options: UpOptions & ProjectOptions },
): Promise<UpResult> {
  const newProject = newProjectFrom(options);
  return up(context, { ...options, newProject, approve: (change) => ask(context, change) });
}

async function ask(context: Context, change: StackChange | ProjectToMake): Promise<void> {
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
