// `cloud-runner schedule run`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const runNow = defineCommand({
  name: "schedule run",
  summary: "Run a schedule once, now, beside its own times",
  examples: ["cloud-runner schedule run nightly"],
  arguments: [{ name: "name", summary: "of the schedule", required: true }],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
