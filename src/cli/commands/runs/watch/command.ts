// `cloud-runner runs watch`: its arguments and its help.
import { defineCommand, text } from "../../../shell/command.ts";

export const watch = defineCommand({
  name: "runs watch",
  summary: "Wait until a run is answered, and show it; fetches nothing",
  examples: ["cloud-runner runs watch 20260102-030405-a1b2c3d4 --timeout 2h"],
  arguments: [{ name: "run", summary: "the id of the run", required: true }],
  options: { timeout: text("TIME", "how long to wait, e.g. 90s or 30m (default 10m, longer for the job)") },
  load: async () => {
    const { render, document, exitCodeOfRun } = await import("../show/render.ts");
    return { ...(await import("./run.ts")), render, document, exitCode: exitCodeOfRun };
  },
});
