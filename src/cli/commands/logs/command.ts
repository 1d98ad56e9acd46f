// `cloud-runner logs`: its arguments and its help.
import { defineCommand, flag, integer, text } from "../../shell/command.ts";

export const logs = defineCommand({
  name: "logs",
  summary: "Show what the service and its job logged",
  description: [
    "Cloud Logging does the filtering, so that -n counts the entries that match.",
    "With --follow, -n says how many of those that are there already come first.",
    "Times are UTC, as the Z at their end says, and so are times that you give",
    "without a zone; with --local-time both are of this machine's zone.",
  ].join("\n"),
  examples: [
    "cloud-runner logs",
    "cloud-runner logs --since 10m --severity warning",
    "cloud-runner logs -n 20 --follow",
    "cloud-runner logs --file data.csv",
    "cloud-runner logs --grep '/timed? out/i'",
    "cloud-runner logs --json -n 1000 | jq .message",
  ],
  options: {
    limit: integer("N", "at most the newest N entries (default 100)", {
      minimum: 0,
      default: 100,
      short: "n",
    }),
    since: text("TIME", "entries since then: 10m, 2h, or 2026-03-01T08:00:00Z"),
    until: text("TIME", "entries until then, written in the same way"),
    severity: text("LEVEL", "entries of this severity or a higher one: warning"),
    file: text("NAME", "only what is about the file of this name"),
    run: text("ID", "only what is about the files of this run"),
    grep: text("TEXT", "entries with this text, or with a pattern: /timed? out/"),
    job: flag("only what the job logged"),
    follow: flag("go on with new entries until Ctrl-C", "f"),
    localTime: flag("show times of this machine's zone"),
  },
  // With --json each entry is one line, so that --follow can be piped.
  streams: true,
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
