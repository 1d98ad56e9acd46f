// `cloud-runner runs show`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const show = defineCommand({
  name: "runs show",
  summary: "Show one run in full: its files, and why some failed",
  examples: ["cloud-runner runs show 20260102-030405-a1b2c3d4"],
  arguments: [{ name: "run", summary: "the id of the run", required: true }],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
