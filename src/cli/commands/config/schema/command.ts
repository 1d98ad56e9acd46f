// `cloud-runner config schema`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const schema = defineCommand({
  name: "config schema",
  summary: "Print the JSON Schema of the configuration file",
  description: "Editors complete and check the file by it; `init` names it in the file.",
  examples: ["cloud-runner config schema > cloud-runner.schema.json"],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
