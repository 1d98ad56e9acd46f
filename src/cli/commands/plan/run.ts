// `cloud-runner plan` as the library does it.
import { plan } from "../../../library/stack/plan.ts";
import type { PlanResult } from "../../../library/stack/plan.ts";
import { withBuilder } from "../../options/builder.ts";
import type { BuilderOption } from "../../options/builder.ts";
import { costOptionsFrom } from "../../options/cost.ts";
import type { TypedCost } from "../../options/cost.ts";
import type { Context } from "../../shell/context.ts";

interface Options extends BuilderOption, TypedCost {
  image: string | undefined;
  adopt: boolean;
}

export function run(context: Context, { options }: { options: Options }): Promise<PlanResult> {
  const { image, adopt } = options;
  return plan(withBuilder(context, options), { image, adopt, ...costOptionsFrom(options) });
}
