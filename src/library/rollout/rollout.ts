// `deploy` and `rollback`: move the traffic, and say who serves what in the end.
import { UsageError } from "../../core/errors.ts";
import type { CloudContext } from "../../provision/engine/context.ts";
import { deploy, deployedService, rollback, type Rollout } from "../../provision/rollout/rollout.ts";
import type { Context } from "../../cli/shell/context.ts";
import { modelsWith } from "../own-model/known-models.ts";
import { prepareModel } from "../own-model/prepare-model.ts";
import { checkDefaults } from "../predict/known-parameters.ts";
import { loadSettings } from "../settings.ts";
import { costOf, renderCost } from "../stack/cost.ts";
import type { Cost, CostInput, RenderCostOptions } from "../stack/cost.ts";
import { imageFor } from "../stack/image.ts";
import { withStackToChange } from "../stack/with-stack.ts";
import { table } from "../../cli/shell/table.ts";
import type { View } from "../../cli/shell/view.ts";
import { builtImage, serviceSpec } from "./service-spec.ts";

export interface DeployOptions extends CostInput {
  image: string | undefined;
  traffic: number;
  tag: string | undefined;
  force: boolean;
}

export interface RolloutResult extends Rollout {
  action: "deploy" | "rollback";
}

export interface DeployResult extends RolloutResult {
  cost: Cost;
}

export async function runDeploy(context: Context, options: DeployOptions): Promise<DeployResult> {
  const { traffic: percent, tag, force } = options;
  checkOptions(options);
  const loaded = await loadSettings(context);
  const own = await prepareModel(context, loaded.config);
  checkDefaults(loaded, modelsWith(own?.definition));
  const cost = costOf(loaded.config, options);
  const image = await imageFor(context, loaded, options.image, own);
  return withStackToChange(context, async (stack) => {
    const { cloud, settings } = stack;
    // Before an image is built for nothing.
    await deployedService(cloud, serviceSpec(settings, undefined));
    const spec = serviceSpec(settings, await builtImage(context, stack, image));
    const rollout = await told(context, cloud, `Deploying ${settings.names.service}`, (ctx) =>
      deploy(ctx, spec, { percent, tag, force }),
    );
    return { action: "deploy", ...rollout, cost };
  });
}

export const runRollback = (context: Context, revision: string | undefined): Promise<RolloutResult> =>
  withStackToChange(context, async ({ cloud, settings }) => {
    const spec = serviceSpec(settings, undefined);
    const rollout = await told(context, cloud, `Rolling ${settings.names.service} back`, (ctx) =>
      rollback(ctx, spec, revision),
    );
    return { action: "rollback", ...rollout };
  });

/** Cloud Run's own bound for `TAG---SERVICE` is checked by Cloud Run, which knows the rest of the name. */
function checkOptions({ traffic, tag }: Pick<DeployOptions, "traffic" | "tag">): void {
  if (traffic > 100) {
    throw new UsageError(`--traffic ${traffic} is over 100 percent.`, {
      fix: "Give a whole number from 0 to 100, for example --traffic 10.",
    });
  }
  if (tag !== undefined && !/^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$/.test(tag)) {
    throw new UsageError(`--tag ${tag} cannot stand in an address.`, {
      fix: "Use up to 46 of a-z, 0-9 and -, starting with a letter, for example --tag preview.",
    });
  }
}

async function told<T>(
  { progress }: Context,
  cloud: CloudContext,
  what: string,
  work: (ctx: CloudContext) => Promise<T>,
): Promise<T> {
  const activity = progress.start(what);
  try {
    return await work({ ...cloud, waiting: (reason) => activity.update(`${what}: ${reason}`) });
  } finally {
    activity.stop();
  }
}

export const renderDeploy = (result: DeployResult, view: View, options: RenderCostOptions): string =>
  `${renderRollout(result, view)}\n\n${renderCost(result.cost, view, options)}`;

export function renderRollout(result: RolloutResult, { paint, symbols }: View): string {
  const { action, revision, created, moved, proof, traffic, tagUrl, url } = result;
  const ok = paint.green(symbols.ok);
  const lines: string[] = [];
  if (action === "deploy") {
    if (created) lines.push(`${ok} made ${revision}`);
    else if (proof === undefined) lines.push(`Nothing differs from ${revision}: no revision was made.`);
    else lines.push(`Nothing differs from ${revision}: no revision was made, only its share is another.`);
    if (proof !== undefined) lines.push(`${ok} it serves: ${proof.text}`);
  } else {
    lines.push(moved ? `${ok} went back to ${revision}` : `${revision} has all traffic already.`);
  }
  lines.push(
    "",
    table(traffic.map((share) => [`${share.percent} %`.padStart(5), share.revision])),
    "",
    table([
      [paint.dim("url"), url],
      ...(tagUrl === undefined ? [] : [[paint.dim(`${revision} alone`), tagUrl]]),
    ]),
  );
  const next = nextStep(result);
  if (next.length > 0) lines.push("", "Next:", ...next.map((line) => `  ${line}`));
  return lines.join("\n");
}

function nextStep({ action, moved, traffic, revision }: RolloutResult): string[] {
  if (action === "rollback") {
    return moved ? ["cloud-runner deploy   once the cause is mended; until then the traffic stays"] : [];
  }
  if (traffic.length === 1 && traffic[0]!.revision === revision) {
    return moved ? ["cloud-runner rollback   give all traffic back to the former revision"] : [];
  }
  return [
    "cloud-runner deploy     give it all traffic",
    "cloud-runner rollback   give all traffic back to the former revision",
  ];
}
