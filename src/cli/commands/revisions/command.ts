import { UsageError } from "../../../core/errors.ts";
import { defineCommand } from "../../shell/command.ts";

export const revisions = defineCommand({
  name: "revisions",
  summary: "List revisions, the newest first, with their traffic",
  examples: ["cloud-runner revisions list", "cloud-runner revisions list --json | jq -r .revisions[0].name"],
  arguments: [{ name: "list", summary: "the only action, and the default", required: false }],
  options: {},
  async run(context, { arguments: [action = "list"] }) {
    if (action !== "list") {
      throw new UsageError(`There is no action ${action}.`, { fix: "cloud-runner revisions list" });
    }
    const { renderRevisions, runRevisions } = await import("../../../library/rollout/revisions.ts");
    return { result: await runRevisions(context), renderRevisions };
  },
  render: ({ result, renderRevisions }, view) => renderRevisions(result, view),
  document: ({ result }) => result,
});
