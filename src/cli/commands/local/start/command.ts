// `cloud-runner local start`: its arguments and its help.
import { defineCommand, flag } from "../../../shell/command.ts";

export const start = defineCommand({
  name: "local start",
  summary: "Start the local cloud of this folder, empty at first",
  description:
    "A process of its own on two loopback ports, which it keeps. What was put into it before is there again.",
  examples: ["cloud-runner local start", 'eval "$(cloud-runner local start --env)"'],
  options: { env: flag("print the environment variables as export lines, for a shell") },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("../address.ts")) }),
});
