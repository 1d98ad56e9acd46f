// `cloud-runner status`: its arguments and its help.
import { defineCommand, flag } from "../../shell/command.ts";

export const status = defineCommand({
  name: "status",
  summary: "Show what is deployed and what it is doing",
  description: [
    "Exits with 0 when it could be read, whatever it shows. For scripts, `plan --detailed-exitcode` exits with 5",
    "when something is missing or differs, and `doctor` with 1 when something is wrong.",
  ].join("\n"),
  examples: [
    "cloud-runner status",
    "cloud-runner status --watch 5",
    "cloud-runner status --json | jq .service.revision",
  ],
  arguments: [
    {
      name: "seconds",
      summary: "with --watch: from look to look (default 2; on Google Cloud 10)",
      required: false,
    },
  ],
  options: {
    watch: flag("look again and again; Ctrl-C ends it, with exit code 0"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
