// `cloud-runner schedule list`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const list = defineCommand({
  name: "schedule list",
  summary: "Show the schedules, their next runs and how the last went",
  examples: ["cloud-runner schedule list", "cloud-runner schedule list --json | jq .schedules[].nextRun"],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
