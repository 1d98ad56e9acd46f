// `cloud-runner config`: its arguments and its help.
import type { CommandGroup } from "../../shell/command.ts";

export const config: CommandGroup = {
  name: "config",
  summary: "Show every setting with its value and its origin",
  examples: ["cloud-runner config show", "cloud-runner config schema > cloud-runner.schema.json"],
  subcommands: {
    show: async () => (await import("./show/command.ts")).show,
    schema: async () => (await import("./schema/command.ts")).schema,
  },
  default: "show",
};
