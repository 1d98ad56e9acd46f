// `cloud-runner metrics`: its arguments and its help.
import { defineCommand, text } from "../../shell/command.ts";

export const metrics = defineCommand({
  name: "metrics",
  summary: "Show requests, latency, instances and backlog over time",
  description: [
    "The numbers are those of Cloud Monitoring, which has a sample a minute and shows",
    "it up to four minutes later; the local cloud shows it at once, and keeps a week.",
    "Percentiles are read off counts by bucket, on a straight line within a bucket, as",
    "Google does; with --json, `between` says where the bucket begins and ends.",
  ].join("\n"),
  examples: [
    "cloud-runner metrics",
    "cloud-runner metrics --since 24h --step 30m",
    "cloud-runner metrics --json | jq '.metrics[0]'",
  ],
  options: {
    since: text("TIME", "from then on: 30m, 24h, or 2026-03-01T08:00:00Z (default 1h)"),
    until: text("TIME", "until then, written in the same way (default now)"),
    step: text("TIME", "one value for each step, a minute or longer: 5m, 1h"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
