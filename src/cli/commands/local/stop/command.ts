// `cloud-runner local stop`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const stop = defineCommand({
  name: "local stop",
  summary: "End the local cloud of this folder, and keep what is in it",
  description: "`cloud-runner down` deletes what is in it as well.",
  examples: ["cloud-runner local stop"],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
