// `cloud-runner rollback` as the library does it.
import { rollback, type RolloutResult } from "../../../library/rollout/rollout.ts";
import type { Context } from "../../shell/context.ts";

export const run = (
  context: Context,
  { arguments: [revision] }: { arguments: string[] },
): Promise<RolloutResult> => rollback(context, revision);
