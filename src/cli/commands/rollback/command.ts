// `cloud-runner rollback`: its arguments and its help.
import { defineCommand } from "../../shell/command.ts";

export const rollback = defineCommand({
  name: "rollback",
  summary: "Give all traffic back to an earlier revision",
  description: [
    "Without a name, to the last revision that had all traffic. Run it again to go further back.",
    "The traffic stays there until `deploy` or `up` moves it; `plan` shows it as a difference.",
  ].join("\n"),
  examples: ["cloud-runner rollback", "cloud-runner rollback forecast-00002-abc"],
  arguments: [{ name: "revision", summary: "its name, as `revisions list` shows it", required: false }],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
