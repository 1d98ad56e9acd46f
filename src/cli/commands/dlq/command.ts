// `cloud-runner dlq`: its arguments and its help.
import type { CommandGroup } from "../../shell/command.ts";

export const dlq: CommandGroup = {
  name: "dlq",
  summary: "List, explain, replay or purge what was given up",
  description: [
    "What keeps failing for another reason than its content is given up after 20 tries: it ends as a dead-letter",
    "message. An ID is that of a message, or the name of its input.",
  ].join("\n"),
  examples: [
    "cloud-runner dlq list",
    "cloud-runner dlq show 42",
    "cloud-runner dlq replay 42",
    "cloud-runner dlq purge --settled",
  ],
  subcommands: {
    list: async () => (await import("./list/command.ts")).list,
    show: async () => (await import("./show/command.ts")).show,
    replay: async () => (await import("./replay/command.ts")).replay,
    purge: async () => (await import("./purge/command.ts")).purge,
  },
  default: "list",
};
