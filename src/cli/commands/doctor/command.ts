// `cloud-runner doctor`: its arguments and its help.
import { builderOption } from "../../options/builder.ts";
import { defineCommand } from "../../shell/command.ts";

export const doctor = defineCommand({
  name: "doctor",
  summary: "Check what must be right, and say how to fix it",
  description: [
    "Looks at this machine, the credentials, the project, its billing and APIs, each permission that the tool",
    "needs, and the grants that fail silently when missing. Changes nothing; exits with 1 when something is wrong.",
  ].join("\n"),
  examples: ["cloud-runner doctor", "cloud-runner doctor --project my-project --verbose"],
  options: { ...builderOption },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
