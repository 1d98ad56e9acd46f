// `cloud-runner status`: its arguments and its help.
import { defineCommand } from "../../shell/command.ts";

export const status = defineCommand({
  name: "status",
  summary: "Show what is deployed and what it is doing",
  examples: ["cloud-runner status", "cloud-runner status --json | jq .service.revision"],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
