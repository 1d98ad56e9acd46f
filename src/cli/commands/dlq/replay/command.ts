// `cloud-runner dlq replay`: its arguments and its help.
import { defineCommand, flag, text } from "../../../shell/command.ts";

export const replay = defineCommand({
  name: "dlq replay",
  summary: "Put messages back and wait for the forecasts",
  description: [
    "A message whose input is answered, replaced or deleted is left alone; one that was replayed 3 times is",
    "refused.",
  ].join("\n"),
  examples: [
    "cloud-runner dlq replay 42",
    "cloud-runner dlq replay --all --dry-run",
    "cloud-runner dlq replay 42 --fixed fixed.csv",
  ],
  arguments: [
    { name: "id", summary: "messages, by id or by the name of the input", required: false, variadic: true },
  ],
  options: {
    all: flag("all messages"),
    dryRun: flag("say what would happen, and change nothing"),
    fixed: text("FILE.csv", "put this file in the input's place, with the same parameters"),
    force: flag("even what was replayed 3 times before, or a file that cannot be forecast"),
    timeout: text("TIME", "how long to wait for the forecasts, 0 for not at all (default 10m)"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
