// `cloud-runner runs fetch`: its arguments and its help.
import { defineCommand, flag, integer, text } from "../../../shell/command.ts";

export const fetch = defineCommand({
  name: "runs fetch",
  summary: "Bring its forecasts here, and wait for those on their way",
  description: [
    "Writes each forecast where the run has said, from this folder on; -o names another place. What is here already",
    "is not fetched again, and nothing is sent: `predict --resume` does that.",
  ].join("\n"),
  examples: [
    "cloud-runner runs fetch 20260102-030405-a1b2c3d4",
    "cloud-runner runs fetch 20260102-030405-a1b2c3d4 -o out/ --no-wait",
  ],
  arguments: [{ name: "run", summary: "the id of the run", required: true }],
  options: {
    output: text("FILE|DIR/|-", "where to write (default: where the run has said)", "o"),
    noWait: flag("take what is there, and wait for nothing"),
    force: flag("overwrite output files that are there already"),
    timeout: text("TIME", "how long to wait for all, e.g. 90s or 30m (default 10m, longer for the job)"),
    parallel: integer("N", "downloads at once (default 8)", { minimum: 1, default: 8 }),
    ndjson: flag("print one line of JSON for each event, as it happens: docs/runs.md"),
    noPlot: flag("draw nothing in the terminal"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("../../predict/render.ts")) }),
});
