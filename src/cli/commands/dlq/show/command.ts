// `cloud-runner dlq show`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const show = defineCommand({
  name: "dlq show",
  summary: "Show one in full: its logs, its input, and how to go on",
  examples: ["cloud-runner dlq show 42", "cloud-runner dlq show data.csv"],
  arguments: [
    { name: "id", summary: "messages, by id or by the name of the input", required: true, variadic: true },
  ],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
