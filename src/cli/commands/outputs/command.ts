// `cloud-runner outputs`: its arguments and its help.
import { defineCommand, flag } from "../../shell/command.ts";

export const outputs = defineCommand({
  name: "outputs",
  summary: "Print names, addresses and environment variables",
  description:
    "With --env other clients join in: Google's libraries and gcloud read these variables by themselves.",
  examples: [
    "cloud-runner outputs",
    "cloud-runner outputs --json | jq -r .inputBucket",
    'eval "$(cloud-runner outputs --env)"',
  ],
  options: { env: flag("print the environment variables as export lines, for a shell") },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
