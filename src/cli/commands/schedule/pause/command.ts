// `cloud-runner schedule pause`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const pause = defineCommand({
  name: "schedule pause",
  summary: "Stop a schedule until it is resumed",
  examples: ["cloud-runner schedule pause nightly"],
  arguments: [{ name: "name", summary: "of the schedule", required: true }],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("../change/render.ts")) }),
});
