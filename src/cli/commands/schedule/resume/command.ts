// `cloud-runner schedule resume`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const resume = defineCommand({
  name: "schedule resume",
  summary: "Let a paused schedule run again, from its next time on",
  examples: ["cloud-runner schedule resume nightly"],
  arguments: [{ name: "name", summary: "of the schedule", required: true }],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("../change/render.ts")) }),
});
