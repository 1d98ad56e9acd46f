// `cloud-runner trust`: its arguments and its help.
import { defineCommand, flag } from "../../shell/command.ts";

export const trust = defineCommand({
  name: "trust",
  summary: "Trust the configuration and the model of this folder",
  description: [
    "A configuration may name a model, which is code that runs on this machine, and a project that data goes to.",
    "So a folder that you did not make with `init` is used only once you have said that you trust it. That is",
    "kept outside of the folder. You are asked again when its configuration decides something else, and never",
    "because you have edited the model. CLOUD_RUNNER_TRUST=1 trusts every folder: docs/trust.md.",
  ].join("\n"),
  examples: ["cloud-runner trust", "cloud-runner trust --forget", "cloud-runner trust -C FOLDER"],
  options: { forget: flag("trust this folder no longer") },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
