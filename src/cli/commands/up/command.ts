// `cloud-runner up`: its arguments and its help.
import { builderOption } from "../../options/builder.ts";
import { costOptions } from "../../options/cost.ts";
import { defineCommand, flag, text } from "../../shell/command.ts";
import { projectOptions } from "./project-options.ts";

export const up = defineCommand({
  name: "up",
  summary: "Create or update everything, and wait until it serves",
  description: [
    "Reads what is there and changes only what differs from the configuration, so it may be run again",
    "at any time, also after a failure or Ctrl-C.",
  ].join("\n"),
  examples: [
    "cloud-runner up",
    "cloud-runner up --project my-project",
    "cloud-runner up --project my-project --builder cloud-build",
    'cloud-runner up --create-project --billing-account "My Billing Account"',
  ],
  options: {
    image: text("URI@sha256:...", "container image by digest (default: built from this package)"),
    ...builderOption,
    tls: flag("local cloud only: answer over TLS too, as gsutil needs it"),
    adopt: flag("take over resources of the same names that were made without this tool"),
    ...projectOptions,
    ...costOptions,
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
