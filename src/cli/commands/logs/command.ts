// `cloud-runner logs`: its arguments and its help.
import { defineCommand, flag, integer, text } from "../../shell/command.ts";

export const logs = defineCommand({
  name: "logs",
  summary: "Show what the service and its job logged",
  examples: [
    "cloud-runner logs",
    "cloud-runner logs --since 10m",
    "cloud-runner logs --follow",
    "cloud-runner logs --job",
    "cloud-runner logs --json -n 1000 | jq .message",
  ],
  options: {
    limit: integer("N", "at most the newest N entries (default 100)", {
      minimum: 1,
      default: 100,
      short: "n",
    }),
    since: text("TIME", "only entries since then: 10m, 2h, or a date such as 2026-03-01T08:00:00Z"),
    job: flag("only what the job logged"),
    follow: flag("go on with new entries until Ctrl-C", "f"),
  },
  // With --json each entry is one line, so that --follow can be piped.
  streams: true,
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
