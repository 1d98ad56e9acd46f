// `cloud-runner dlq purge`: its arguments and its help.
import { defineCommand, flag, text } from "../../../shell/command.ts";

export const purge = defineCommand({
  name: "dlq purge",
  summary: "Remove messages for good, after asking; the inputs stay",
  examples: [
    "cloud-runner dlq purge 42",
    "cloud-runner dlq purge --settled",
    "cloud-runner dlq purge --older-than 7d --yes",
  ],
  arguments: [
    { name: "id", summary: "messages, by id or by the name of the input", required: false, variadic: true },
  ],
  options: {
    all: flag("all messages"),
    settled: flag("messages whose input is answered, replaced or deleted"),
    olderThan: text("AGE", "messages that were given up longer ago, e.g. 12h or 7d"),
    dryRun: flag("say what would happen, and change nothing"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
