// `plan`: what `up` would do. Reads only.
import { plan, summarise } from "../../provision/engine/plan.ts";
import type { PlanSummary, Row } from "../../provision/engine/plan.ts";
import { stackFor } from "../../provision/stack.ts";
import type { Context } from "../../cli/shell/context.ts";
import { modelsWith } from "../own-model/known-models.ts";
import { prepareModel } from "../own-model/prepare-model.ts";
import { checkDefaults } from "../predict/known-parameters.ts";
import { costOf } from "./cost.ts";
import type { Cost, CostInput } from "./cost.ts";
import { imageFor } from "./image.ts";
import { withStack } from "./with-stack.ts";
import type { Stack } from "./with-stack.ts";

export interface PlanOptions extends CostInput {
  image: string | undefined;
  adopt: boolean;
}

export interface PlanResult {
  rows: Row[];
  summary: PlanSummary;
  cost: Cost;
}

export async function runPlan(context: Context, options: PlanOptions): Promise<PlanResult> {
  const { image, adopt } = options;
  const work = async ({ cloud, settings }: Stack): Promise<PlanResult> => {
    const own = await prepareModel(context, settings.config);
    checkDefaults(settings, modelsWith(own?.definition));
    const cost = costOf(settings.config, options);
    const wanted = await imageFor(context, settings, image, own);
    const reading = context.progress.start("Reading what is there");
    const { rows } = await plan(cloud, stackFor(settings.config, settings.names, wanted), { adopt }).finally(
      () => reading.stop(),
    );
    return { rows, summary: summarise({ rows }), cost };
  };
  return withStack(context, work, { absent: "imagine" });
}
