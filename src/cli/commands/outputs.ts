import { defineCommand } from "../command.ts";
export const outputs = defineCommand({
  name: "outputs",
  summary: "x",
  examples: [],
  options: {},
  async run() {
    return {};
  },
  render: () => "",
});
