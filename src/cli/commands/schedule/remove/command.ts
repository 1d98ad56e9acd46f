// `cloud-runner schedule remove`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const remove = defineCommand({
  name: "schedule remove",
  summary: "Remove a schedule; its files and forecasts stay",
  examples: ["cloud-runner schedule remove nightly"],
  arguments: [{ name: "name", summary: "of the schedule", required: true }],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("../change/render.ts")) }),
});
