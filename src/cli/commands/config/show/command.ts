// `cloud-runner config show`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const show = defineCommand({
  name: "config show",
  summary: "Show every setting with its value and its origin",
  description:
    "The origin is a flag, an environment variable, the file, or the default: the first that gives a value.",
  examples: ["cloud-runner config show", "cloud-runner config show --project my-project --json"],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
