// `cloud-runner dlq list`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const list = defineCommand({
  name: "dlq list",
  summary: "Show what was given up, when, why, and until when it is kept",
  description: "Looking removes nothing.",
  examples: ["cloud-runner dlq list", "cloud-runner dlq list --json | jq .messages[0].reason"],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
