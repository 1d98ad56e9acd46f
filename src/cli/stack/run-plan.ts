// `plan`: what `up` would do. Reads only.
import { plan, summarise } from "../../provision/plan.ts";
import type { PlanSummary, Row } from "../../provision/plan.ts";
import { stackFor } from "../../provision/stack.ts";
import type { Context } from "../context.ts";
import { imageFor } from "./image.ts";
import { withStack } from "./with-stack.ts";

export interface PlanOptions {
  image: string | undefined;
  adopt: boolean;
}

export interface PlanResult {
  rows: Row[];
  summary: PlanSummary;
}

export async function runPlan(context: Context, { image, adopt }: PlanOptions): Promise<PlanResult> {
  return withStack(context, async ({ cloud, settings }) => {
    const keepsImage = settings.config.target === "gcp" && image === undefined;
    const wanted = keepsImage ? undefined : imageFor(context, settings, image);
    const reading = context.progress.start("Reading what is there");
    const { rows } = await plan(cloud, stackFor(settings.config, settings.names, wanted), { adopt }).finally(
      () => reading.stop(),
    );
    return { rows, summary: summarise({ rows }) };
  });
}
