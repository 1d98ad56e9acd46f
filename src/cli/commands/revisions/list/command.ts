// `cloud-runner revisions list`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const list = defineCommand({
  name: "revisions list",
  summary: "List revisions, the newest first, with their traffic",
  examples: ["cloud-runner revisions list", "cloud-runner revisions list --json | jq -r .revisions[0].name"],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
