// `cloud-runner init`: its arguments and its help.
import { defineCommand, flag, text } from "../../shell/command.ts";

export const init = defineCommand({
  name: "init",
  summary: "Write a configuration file to start from",
  description: [
    "The file is optional: without it every setting has its default.",
    "Editors complete and check the file in place, by the JSON Schema that it names. That is the one in the",
    "installed package when the project depends on cloud-runner, else a copy beside the file.",
  ].join("\n"),
  examples: ["cloud-runner init", "cloud-runner init --project my-project", "cloud-runner init --print"],
  options: {
    name: text("NAME", "name of the stack; all resources are named after it (default forecast)"),
    print: flag("print every setting with its default, and write nothing"),
    force: flag("overwrite a cloud-runner.json that is there already"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
