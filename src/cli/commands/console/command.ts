// `cloud-runner console`: its arguments and its help.
import { defineCommand, flag, number } from "../../shell/command.ts";

export const console = defineCommand({
  name: "console",
  summary: "See files, forecasts, runs and logs in the browser",
  description: [
    "Serves one page on this machine until Ctrl-C, for the local cloud and for Google Cloud alike. Drop files",
    "into it and see their forecasts; watch runs, schedules, logs, metrics and dead letters.",
    "The address has a token: whoever has it may do what you may. Nobody else on this machine or in the",
    "network can open it. docs/console.md says more.",
  ].join("\n"),
  examples: [
    "cloud-runner console",
    "cloud-runner console --no-open --port 8787",
    "cloud-runner console --project my-project",
  ],
  options: {
    port: number("PORT", "port on 127.0.0.1 (default: a free one)", 1),
    noOpen: flag("print the address, and open no browser"),
  },
  // With --json the address is one line, and then it serves.
  streams: true,
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
