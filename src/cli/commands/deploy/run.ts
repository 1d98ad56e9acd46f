// `cloud-runner deploy` as the library does it.
import { deploy } from "../../../library/rollout/rollout.ts";
import type { DeployResult } from "../../../library/rollout/rollout.ts";
import { withBuilder } from "../../options/builder.ts";
import type { BuilderOption } from "../../options/builder.ts";
import { costOptionsFrom } from "../../options/cost.ts";
import type { TypedCost } from "../../options/cost.ts";
import type { Context } from "../../shell/context.ts";

interface Options extends BuilderOption, TypedCost {
  image: string | undefined;
  traffic: number;
  tag: string | undefined;
  force: boolean;
}

export function run(context: Context, { options }: { options: Options }): Promise<DeployResult> {
  const { image, traffic, tag, force } = options;
  return deploy(withBuilder(context, options), { image, traffic, tag, force, ...costOptionsFrom(options) });
}
