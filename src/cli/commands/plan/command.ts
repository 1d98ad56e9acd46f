import { exitCodes } from "../../../core/errors.ts";
import { defineCommand, flag, text } from "../../shell/command.ts";
import { builderOption, withBuilder } from "../../../library/stack/builder-option.ts";
import { costOptions } from "../../../library/stack/cost-options.ts";

export const plan = defineCommand({
  name: "plan",
  summary: "Show what `up` would change, and change nothing",
  description: "Signs: + create, ~ update, - delete, ± replace, ! refused.",
  examples: ["cloud-runner plan", "cloud-runner plan --detailed-exitcode"],
  options: {
    image: text("URI@sha256:...", "container image by digest (default: the one that `up` would build)"),
    ...builderOption,
    adopt: flag("plan to take over resources of the same names that were made without this tool"),
    detailedExitcode: flag(`exit with ${exitCodes.planHasChanges} when there are changes`),
    ...costOptions,
  },
  async run(given, { options }) {
    const context = withBuilder(given, options);
    const { runPlan } = await import("../../../library/stack/plan.ts");
    const { renderPlan } = await import("./render-plan.ts");
    const { renderCost } = await import("../../../library/stack/cost.ts");
    const { verbose } = context.flags;
    const result = await runPlan(context, options);
    return { ...result, renderPlan, renderCost, verbose, detailed: options.detailedExitcode };
  },
  render: ({ rows, cost, renderPlan, renderCost, verbose }, view) =>
    `${renderPlan(rows, view)}\n${renderCost(cost, view, { verbose })}`,
  document: ({ rows, summary, cost }) => ({ rows, summary, cost }),
  exitCode({ rows, detailed }) {
    const hasChanges = rows.some((row) => row.action !== "noop");
    return detailed && hasChanges ? exitCodes.planHasChanges : exitCodes.ok;
  },
});
