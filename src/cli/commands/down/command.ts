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
  async run(context, { options }) {
    const { runDown, renderDown } = await import("../../../library/stack/down.ts");
    return { result: await runDown(context, options), renderDown };
  },
  render: ({ result, renderDown }, view) => renderDown(result, view),
  document: ({ result }) => result,
});
