import { exitCodes } from "../../core/errors.ts";
import { defineCommand, flag, text } from "../command.ts";

export const plan = defineCommand({
  name: "plan",
  summary: "Show what `up` would change, and change nothing",
  description: "Signs: + create, ~ update, - delete, ± replace, ! refused.",
  examples: ["cloud-runner plan", "cloud-runner plan --detailed-exitcode"],
  options: {
    image: text("URI@sha256:...", "container image by digest (default: the one that is deployed)"),
    adopt: flag("plan to take over resources of the same names that were made without this tool"),
    detailedExitcode: flag(`exit with ${exitCodes.planHasChanges} when there are changes`),
  },
  async run(context, { options }) {
    const { runPlan } = await import("../stack/run-plan.ts");
    const { renderPlan } = await import("../stack/render-plan.ts");
    return { ...(await runPlan(context, options)), renderPlan, detailed: options.detailedExitcode };
  },
  render: ({ rows, renderPlan }, view) => renderPlan(rows, view),
  document: ({ rows, summary }) => ({ rows, summary }),
  exitCode({ rows, detailed }) {
    const hasChanges = rows.some((row) => row.action !== "noop");
    return detailed && hasChanges ? exitCodes.planHasChanges : exitCodes.ok;
  },
});
