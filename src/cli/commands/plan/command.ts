// `cloud-runner plan`: its arguments and its help.
import { exitCodes } from "../../../core/errors.ts";
import { builderOption } from "../../options/builder.ts";
import { costOptions } from "../../options/cost.ts";
import { defineCommand, flag, text } from "../../shell/command.ts";

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
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
