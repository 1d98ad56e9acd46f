import { defineCommand } from "../../shell/command.ts";

export const status = defineCommand({
  name: "status",
  summary: "Show what is deployed and what it is doing",
  examples: ["cloud-runner status", "cloud-runner status --json | jq .service.revision"],
  options: {},
  async run(context) {
    const { runStatus, renderStatus } = await import("../../../library/stack/status.ts");
    return { result: await runStatus(context), renderStatus };
  },
  render: ({ result, renderStatus }, view) => renderStatus(result, view),
  document: ({ result }) => result,
});
