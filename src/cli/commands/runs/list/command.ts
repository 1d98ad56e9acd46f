// `cloud-runner runs list`: its arguments and its help.
import { defineCommand, integer } from "../../../shell/command.ts";

export const list = defineCommand({
  name: "runs list",
  summary: "List the newest runs with what has become of them",
  examples: ["cloud-runner runs list", "cloud-runner runs list -n 5 --json"],
  options: {
    limit: integer("N", "the most runs to list (default 20)", { minimum: 1, default: 20, short: "n" }),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
