// `cloud-runner models`: its arguments and its help.
import { defineCommand } from "../../shell/command.ts";

export const models = defineCommand({
  name: "models",
  summary: "List the models, or the parameters of one",
  description: [
    "With a name: every parameter, what it may be, its default and what it does; with --json as JSON Schema.",
    "Needs no cloud.",
  ].join("\n"),
  examples: ["cloud-runner models", "cloud-runner models prophet", "cloud-runner models mstl --json"],
  arguments: [{ name: "name", summary: "a model (default: list all)", required: false }],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
