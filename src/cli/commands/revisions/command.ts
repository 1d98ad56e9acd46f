// `cloud-runner revisions`: its arguments and its help.
import type { CommandGroup } from "../../shell/command.ts";

export const revisions: CommandGroup = {
  name: "revisions",
  summary: "List revisions, the newest first, with their traffic",
  examples: ["cloud-runner revisions list", "cloud-runner revisions list --json | jq -r .revisions[0].name"],
  subcommands: { list: async () => (await import("./list/command.ts")).list },
  default: "list",
};
