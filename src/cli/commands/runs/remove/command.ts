// `cloud-runner runs remove`: its arguments and its help.
import { defineCommand, flag, text } from "../../../shell/command.ts";

export const remove = defineCommand({
  name: "runs remove",
  summary: "Remove runs from both buckets, results included, after asking",
  examples: [
    "cloud-runner runs remove 20260102-030405-a1b2c3d4",
    "cloud-runner runs remove --older-than 30d --yes",
  ],
  arguments: [{ name: "run", summary: "ids of runs", required: false, variadic: true }],
  options: {
    olderThan: text("AGE", "runs that were started longer ago, e.g. 12h or 30d"),
    all: flag("all runs"),
    dryRun: flag("say what would happen, and change nothing"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
