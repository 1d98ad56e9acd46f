// `cloud-runner schedule show`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const show = defineCommand({
  name: "schedule show",
  summary: "Show one schedule, its last ten runs and what came of them",
  examples: ["cloud-runner schedule show nightly"],
  arguments: [{ name: "name", summary: "of the schedule", required: true }],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
