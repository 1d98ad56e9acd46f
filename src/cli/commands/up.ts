import { defineCommand, flag, text } from "../command.ts";

export const up = defineCommand({
  name: "up",
  summary: "Create or update everything, and wait until it serves",
  description: [
    "Reads what is there and changes only what differs from the configuration, so it may be run again",
    "at any time, also after a failure or Ctrl-C.",
  ].join("\n"),
  examples: ["cloud-runner up", "cloud-runner up --project my-project --image URI@sha256:... --yes"],
  options: {
    image: text("URI@sha256:...", "container image by digest; needed on Google Cloud"),
    adopt: flag("take over resources of the same names that were made without this tool"),
  },
  async run(context, { options }) {
    const { runUp, renderUp } = await import("../stack/run-up.ts");
    return { result: await runUp(context, options), renderUp };
  },
  render: ({ result, renderUp }, view) => renderUp(result, view),
  document: ({ result }) => result,
});
