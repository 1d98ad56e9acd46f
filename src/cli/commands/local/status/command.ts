// `cloud-runner local status`: its arguments and its help.
import { defineCommand, flag } from "../../../shell/command.ts";

export const status = defineCommand({
  name: "local status",
  summary: "Show whether the local cloud of this folder runs, and where",
  examples: ["cloud-runner local status", "cloud-runner local status --json | jq -r .http"],
  options: { env: flag("print the environment variables as export lines, for a shell") },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("../address.ts")) }),
});
