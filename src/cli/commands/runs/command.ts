// `cloud-runner runs`: its arguments and its help.
import type { CommandGroup } from "../../shell/command.ts";

export const runs: CommandGroup = {
  name: "runs",
  summary: "List, follow, fetch, cancel or remove runs of predict",
  description: [
    "Every predict is a run with an id. The output bucket keeps what it was asked, so that a run can be fetched",
    "later, and from another machine, for as long as the bucket keeps its objects: docs/runs.md.",
  ].join("\n"),
  examples: [
    "cloud-runner runs list",
    "cloud-runner runs show 20260102-030405-a1b2c3d4",
    "cloud-runner runs fetch 20260102-030405-a1b2c3d4",
  ],
  subcommands: {
    list: async () => (await import("./list/command.ts")).list,
    show: async () => (await import("./show/command.ts")).show,
    watch: async () => (await import("./watch/command.ts")).watch,
    fetch: async () => (await import("./fetch/command.ts")).fetch,
    cancel: async () => (await import("./cancel/command.ts")).cancel,
    remove: async () => (await import("./remove/command.ts")).remove,
  },
  default: "list",
};
