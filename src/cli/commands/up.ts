import { defineCommand } from "../command.ts";
export const up = defineCommand({
  name: "up",
  summary: "x",
  examples: [],
  options: {},
  async run() {
    return {};
  },
  render: () => "",
});
