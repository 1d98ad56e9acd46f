// `cloud-runner local`: its arguments and its help.
import type { CommandGroup } from "../../shell/command.ts";

export const local: CommandGroup = {
  name: "local",
  summary: "Start, stop and find local clouds, without a stack",
  description: [
    "For who comes with Terraform, gcloud or a client of Google's first: `up` starts the local cloud by itself,",
    "and `down` ends it and deletes what was put into it.",
  ].join("\n"),
  examples: [
    'eval "$(cloud-runner local start --env)"',
    "cloud-runner local stop",
    "cloud-runner local status",
    "cloud-runner local list",
  ],
  subcommands: {
    start: async () => (await import("./start/command.ts")).start,
    stop: async () => (await import("./stop/command.ts")).stop,
    status: async () => (await import("./status/command.ts")).status,
    list: async () => (await import("./list/command.ts")).list,
  },
  default: "status",
};
