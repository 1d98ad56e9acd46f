// `cloud-runner runs cancel`: its arguments and its help.
import { defineCommand } from "../../../shell/command.ts";

export const cancel = defineCommand({
  name: "runs cancel",
  summary: "Take back the files of a run that have no answer yet",
  description: [
    "Removes their uploads, so that the service finds nothing to forecast, and stops what the job does for them.",
    "What the service forecasts at this moment may still be answered. Results stay, and `predict --resume` sends",
    "again what was taken back. A `predict` that waits for the run elsewhere ends with exit code 130.",
  ].join("\n"),
  examples: ["cloud-runner runs cancel 20260102-030405-a1b2c3d4"],
  arguments: [{ name: "run", summary: "the id of the run", required: true }],
  options: {},
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
