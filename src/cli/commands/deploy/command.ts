// `cloud-runner deploy`: its arguments and its help.
import { builderOption } from "../../options/builder.ts";
import { costOptions } from "../../options/cost.ts";
import { defineCommand, flag, integer, text } from "../../shell/command.ts";

export const deploy = defineCommand({
  name: "deploy",
  summary: "Test a new revision, then send it traffic",
  description: [
    "Makes a revision of the configuration and the image that gets no traffic, asks it at an address of its own,",
    "and only then moves requests to it. One that does not start leaves the former one serving.",
    "When nothing differs from the newest revision, none is made.",
  ].join("\n"),
  examples: [
    "cloud-runner deploy",
    "cloud-runner deploy --traffic 10",
    "cloud-runner deploy --traffic 0 --tag preview",
    "cloud-runner deploy --image URI@sha256:...",
  ],
  options: {
    image: text("URI@sha256:...", "container image by digest (default: built from this package)"),
    ...builderOption,
    traffic: integer("PERCENT", "share of the requests it gets (default 100, then it follows `latest`)", {
      minimum: 0,
      default: 100,
    }),
    tag: text("NAME", "address of its own: https://NAME---... (default candidate, taken away at 100)"),
    force: flag("make a revision even if nothing differs"),
    ...costOptions,
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
