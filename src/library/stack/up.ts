// `up`: read what is there, say what will be done, do it, and say where everything is.
import { UsageError } from "../../core/errors.ts";
import { apply } from "../../provision/engine/apply.ts";
import { outputsFrom } from "../../provision/engine/outputs.ts";
import { plan, refuseIfNeeded, summarise } from "../../provision/engine/plan.ts";
import type { Plan, PlanSummary } from "../../provision/engine/plan.ts";
import { stackFor } from "../../provision/stack.ts";
import { confirm } from "../../cli/shell/confirm.ts";
import { modelsWith } from "../own-model/known-models.ts";
import { prepareModel } from "../own-model/prepare-model.ts";
import { checkDefaults } from "../predict/known-parameters.ts";
import type { Context } from "../../cli/shell/context.ts";
import { plural } from "../../core/duration.ts";
import type { View } from "../../cli/shell/view.ts";
import { costOf, renderCost } from "./cost.ts";
import type { Cost, CostInput, RenderCostOptions } from "./cost.ts";
import { imageFor, requireEngine } from "./image.ts";
import { renderPlan } from "../../cli/commands/plan/render-plan.ts";
import { reportTo } from "./report-progress.ts";
import { renderOutputs, shownOutputs } from "./show-outputs.ts";
import type { ShownOutputs } from "./show-outputs.ts";
import { botoConfigOf, openTls } from "./tls.ts";
import { withStackToChange } from "./with-stack.ts";
import type { Stack } from "./with-stack.ts";
import { loadSettings } from "../settings.ts";
import type { Settings } from "../settings.ts";

export interface UpOptions extends CostInput {
  image: string | undefined;
  adopt: boolean;
  tls: boolean;
}

export interface UpResult {
  changed: boolean;
  summary: PlanSummary;
  cost: Cost;
  outputs: ShownOutputs;
}

/**
 * All that can be known to be in the way of an `up` in a project that is yet to be made.
 * @throws what `runUp` would throw before it changes anything
 */
export async function checkBeforehand(
  context: Context,
  settings: Settings,
  options: UpOptions,
): Promise<void> {
  const { config, names } = settings;
  const own = await prepareModel(context, settings.config);
  checkDefaults(settings, modelsWith(own?.definition));
  costOf(config, options);
  const image = await imageFor(context, settings, options.image, own);
  stackFor(config, names, image);
  if (typeof image === "object") await image.engine?.();
}

export async function runUp(context: Context, options: UpOptions): Promise<UpResult> {
  const { image: named, adopt, tls } = options;
  // Before anything is started: a wrong setting or image must not leave a process behind.
  const loaded = await loadSettings(context);
  if (tls && loaded.config.target === "gcp") throw tlsIsLocal();
  const own = await prepareModel(context, loaded.config);
  checkDefaults(loaded, modelsWith(own?.definition));
  const cost = costOf(loaded.config, options);
  const image = await imageFor(context, loaded, named, own);
  return withStackToChange(
    context,
    async (stack) => {
      const { cloud, settings, localCloud } = stack;
      const nodes = stackFor(settings.config, settings.names, image);
      const reading = context.progress.start("Reading what is there");
      const planned = await plan(cloud, nodes, { adopt }).finally(() => reading.stop());
      refuseIfNeeded(planned);
      await requireEngine(image, planned);
      noteHeldTraffic(context, planned);
      const summary = summarise(planned);
      const changed = summary.add + summary.change + summary.destroy > 0;
      const lives = changed ? await carryOut(context, stack, planned, cost) : planned.lives;
      const service = lives.get("service") as Parameters<typeof outputsFrom>[1];
      if (tls && localCloud !== undefined) await openTls(localCloud);
      const outputs = shownOutputs(
        outputsFrom(settings.names, service),
        localCloud,
        botoConfigOf(context.folder),
      );
      return { changed, summary, cost, outputs };
    },
    { absent: "create" },
  );
}

const tlsIsLocal = (): UsageError =>
  new UsageError("--tls is for the local cloud: Google Cloud speaks TLS anyway.", {
    code: "usage.tls",
    fix: "Leave --tls out, or leave --project out.",
  });

/** A rollback is a decision of somebody's: undoing it is said, not only done. */
function noteHeldTraffic({ progress }: Context, { rows }: Plan): void {
  for (const { from, to } of rows.flatMap((row) => row.changes.filter(({ path }) => path === "traffic"))) {
    progress.note(
      `Traffic is held at ${String(from)}, by a rollback or a partial deploy; it goes to ${String(to)}.`,
    );
  }
}

/** On this machine nothing can be lost or cost money, so only Google Cloud is worth a question. */
async function carryOut(
  context: Context,
  { cloud, settings }: Stack,
  planned: Plan,
  cost: Cost,
): Promise<Plan["lives"]> {
  const { progress, output, flags } = context;
  if (settings.config.target === "gcp") {
    if (!flags.yes) {
      progress.note(renderPlan(planned.rows, output.errorView));
      progress.note(renderCost(cost, output.errorView, { verbose: false }));
    }
    await confirm(context, `Carry this out in project ${settings.names.project}?`);
  }
  const total = planned.rows.filter((row) => row.action !== "noop").length;
  const activity = progress.start(`Bringing up ${settings.names.stack}: ${plural(total, "resource")}`);
  try {
    const { lives } = await apply(cloud, planned, reportTo(progress, activity, total, output.errorView));
    activity.succeed(`${settings.names.stack} is up`);
    return lives;
  } catch (error) {
    activity.fail(`${settings.names.stack} is not up`);
    throw error;
  }
}

export function renderUp(
  { changed, cost, outputs }: UpResult,
  view: View,
  options: RenderCostOptions,
): string {
  return [
    ...(changed ? [] : ["No changes: everything is as configured.", ""]),
    renderOutputs(outputs, view),
    "",
    renderCost(cost, view, options),
    "",
    "Next:",
    "  cloud-runner predict data.csv   forecast a file",
    "  cloud-runner logs               see what the service says",
    "  cloud-runner down               remove everything",
  ].join("\n");
}
