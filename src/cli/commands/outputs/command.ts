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
  async run(context, { options }) {
    const { runOutputs } = await import("../../../library/stack/outputs.ts");
    const { exportLines, renderOutputs } = await import("../../../library/stack/show-outputs.ts");
    const result = await runOutputs(context);
    const render = options.env ? () => exportLines(result.environment) : renderOutputs;
    return { result, render };
  },
  render: ({ result, render }, view) => render(result, view),
  document: ({ result }) => result,
});
