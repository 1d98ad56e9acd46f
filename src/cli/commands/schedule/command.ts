// `cloud-runner schedule`: its arguments and its help.
import type { CommandGroup } from "../../shell/command.ts";

export const schedule: CommandGroup = {
  name: "schedule",
  summary: "Forecast files again and again, at the times of a schedule",
  description: [
    "A schedule is a job of Cloud Scheduler: at its times the service forecasts the same objects anew. A time",
    "that comes twice or late makes one forecast. docs/schedules.md says more.",
  ].join("\n"),
  examples: [
    'cloud-runner schedule add nightly --cron "0 5 * * 1-5" --timezone Europe/Berlin sales.csv',
    "cloud-runner schedule list",
    "cloud-runner schedule show nightly",
    "cloud-runner schedule run nightly",
    "cloud-runner schedule remove nightly",
  ],
  subcommands: {
    add: async () => (await import("./add/command.ts")).add,
    list: async () => (await import("./list/command.ts")).list,
    show: async () => (await import("./show/command.ts")).show,
    run: async () => (await import("./run/command.ts")).runNow,
    pause: async () => (await import("./pause/command.ts")).pause,
    resume: async () => (await import("./resume/command.ts")).resume,
    remove: async () => (await import("./remove/command.ts")).remove,
  },
  default: "list",
};
