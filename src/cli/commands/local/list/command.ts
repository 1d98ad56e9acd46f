// `cloud-runner local list`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const list = defineCommand({
  name: "local list",
  summary: "Show your local clouds that run on this machine",
  examples: ["cloud-runner local list", "cloud-runner local list --json | jq -r .clouds[].folder"],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
