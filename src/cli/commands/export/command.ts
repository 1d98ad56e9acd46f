// `cloud-runner export`: its arguments and its help.
import type { CommandGroup } from "../../shell/command.ts";

// A word of its own: `export` is one of the language's.
export const exporting: CommandGroup = {
  name: "export",
  summary: "Describe the stack for another tool",
  examples: ["cloud-runner export terraform", "cloud-runner export terraform infrastructure"],
  subcommands: { terraform: async () => (await import("./terraform/command.ts")).terraform },
};
