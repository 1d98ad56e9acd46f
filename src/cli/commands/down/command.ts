// `cloud-runner down`: its arguments and its help.
import { defineCommand, flag } from "../../shell/command.ts";

export const down = defineCommand({
  name: "down",
  summary: "Remove everything, and prove that nothing is left",
  description: [
    "Deletes only what carries the stack's own marks, the objects in its buckets included, and asks for",
    "the name of the stack first. On the local cloud it also ends the background process.",
  ].join("\n"),
  examples: ["cloud-runner down", "cloud-runner down --yes"],
  options: {
    deleteProject: flag("delete the Google Cloud project too, if `up --create-project` made it"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
