// `cloud-runner deploy` as the library does it.
import { deploy } from "../../../library/rollout/rollout.ts";
import type { DeployOptions, DeployResult } from "../../../library/rollout/rollout.ts";
import { withBuilder } from "../../options/builder.ts";
import type { BuilderOption } from "../../options/builder.ts";
import type { Context } from "../../shell/context.ts";

export const run = (
  context: Context,
  { options }: { options: DeployOptions & BuilderOption },
): Promise<DeployResult> => deploy(withBuilder(context, options), options);
