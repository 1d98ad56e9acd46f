// `cloud-runner deploy` as the library does it.
import { deploy, type DeployOptions, type DeployResult } from "../../../library/rollout/rollout.ts";
import type { Context } from "../../shell/context.ts";

export const run = (context: Context, { options }: { options: DeployOptions }): Promise<DeployResult> =>
  deploy(context, options);
