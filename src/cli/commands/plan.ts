import { defineCommand } from "../command.ts";
export const plan = defineCommand({
  name: "plan",
  summary: "x",
  examples: [],
  options: {},
  async run() {
    return {};
  },
  render: () => "",
});
