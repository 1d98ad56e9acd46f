// Checks of stacks beside the one that is up: each in a folder of its own, and taken down again.
import type { Check, Tool } from "../row.ts";

const inOrder = async (tool: Tool, ...commands: string[][]): Promise<boolean> => {
  for (const command of commands) if ((await tool(...command)).exitCode !== 0) return false;
  return true;
};

/** Up, with nothing to change then, and gone. */
async function upAndDown(tool: Tool, ...options: string[]): Promise<boolean> {
  const isRight = await inOrder(
    tool,
    ["up", "--yes", "--verbose", ...options],
    ["plan", "--detailed-exitcode", ...options],
  );
  return (await tool("down", "--yes")).exitCode === 0 && isRight;
}

export const threeAtOnce: Check = {
  isFirst: true,
  async run({ stack }) {
    const tools = await Promise.all(["live-a", "live-b", "live-c"].map((name) => stack(name)));
    return (await Promise.all(tools.map((tool) => upAndDown(tool)))).every(Boolean);
  },
};

export const byCloudBuild: Check = {
  isFirst: true,
  run: async ({ stack }) => upAndDown(await stack("live-build"), "--builder", "cloud-build"),
};

/** The variable stands for what gcloud writes into the credentials. */
export const credentialsOfAnotherProject: Check = {
  isFirst: true,
  needsSecond: true,
  run: async ({ toolWith, second }) =>
    inOrder(toolWith({ GOOGLE_CLOUD_QUOTA_PROJECT: second! }), ["plan", "--detailed-exitcode"]),
};
