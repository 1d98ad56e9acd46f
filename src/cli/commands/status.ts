import { defineCommand } from "../command.ts";
export const status = defineCommand({
  name: "status",
  summary: "x",
  examples: [],
  options: {},
  async run() {
    return {};
  },
  render: () => "",
});
