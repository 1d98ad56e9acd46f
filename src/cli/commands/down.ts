import { defineCommand } from "../command.ts";
export const down = defineCommand({
  name: "down",
  summary: "x",
  examples: [],
  options: {},
  async run() {
    return {};
  },
  render: () => "",
});
