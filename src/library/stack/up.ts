// `up`: reads what is there, does what is missing, and says where everything is.
import { UsageError } from "../../core/errors.ts";
import { apply } from "../../provision/engine/apply.ts";
import type { CloudContext } from "../../provision/engine/context.ts";
import { outputsFrom } from "../../provision/engine/outputs.ts";
import {
  refuseIfNeeded,
  summarise,
  type Plan,
  type PlanSummary,
  type Row,
} from "../../provision/engine/plan.ts";
import { nodeOf } from "../../provision/engine/node.ts";
import { runService } from "../../provision/resources/run/run-service.ts";
import { stackFor } from "../../provision/stack.ts";
import { callsThisMachine, checkNotify } from "../notify/check-notify.ts";
import { asStep, during, type Activity } from "../progress.ts";
import type { Session } from "../session.ts";
import { plural } from "../../core/duration.ts";
import { makeProject, type ProjectToMake } from "../project/make-project.ts";
import { checkNewProject, type NewProject } from "../project/new-project.ts";
import { loadSettings, type Settings } from "../settings.ts";
import { costOf, type Cost } from "./cost.ts";
import { requireEngine } from "./image.ts";
import { stackOutputs, type StackOutputs } from "./outputs.ts";
import { planScheduled } from "./plan-scheduled.ts";
import { prepare, type StackOptions } from "./prepare.ts";
import { reportTo } from "./report-progress.ts";
import { botoConfigOf, openTls } from "./tls.ts";
import { requireTrust } from "../trust/require-trust.ts";
import { withStackToChange } from "./with-stack.ts";

export interface UpOptions extends StackOptions {
  /** Take over resources of the same names that were made without this tool. */
  adopt?: boolean;
  /** Local cloud only: answer over TLS too, as gsutil needs it. */
  tls?: boolean;
  /** Make this Google Cloud project first; its id goes into cloud-runner.json. */
  newProject?: NewProject | undefined;
  /**
   * Asked before anything is made on Google Cloud: resolves to go ahead, rejects to stop with that error. Without it
   * nobody is asked. On this machine nothing can be lost or cost money, so there it is never called.
   */
  approve?: (change: StackChange | ProjectToMake) => Promise<void>;
}

export interface StackChange {
  kind: "apply";
  project: string;
  /** One for each resource, those that stay as they are included. */
  rows: readonly Row[];
  cost: Cost;
}

export interface UpResult {
  /** False when everything was as configured already. */
  changed: boolean;
  summary: PlanSummary;
  cost: Cost;
  outputs: StackOutputs;
}

/**
 * Brings the stack to what cloud-runner.json says, and resolves when it serves. It may be run again at any time, also
 * after a failure or an abort. On this machine it starts the local cloud of the folder, a process that stays.
 * @throws ConfigError or UsageError for what is wrong with the configuration or the options; PlanRefusedError when a
 * resource is not the stack's own or the cost is over the limit; PreconditionError when docker or credentials are
 * missing; ApplyError when some resources failed
 */
export async function up(session: Session, options: UpOptions = {}): Promise<UpResult> {
  const { newProject, approve, adopt = false, tls = false } = options;
  if (newProject !== undefined) {
    checkNewProject(session, newProject);
    const check = (settings: Settings) => checkBeforehand(session, settings, options);
    await makeProject(session, newProject, { check, approve });
  }
  // Before anything is started: a wrong setting or image must not leave a process behind.
  const settings = await loadSettings(session);
  if (tls && settings.config.target === "gcp") throw tlsIsLocal();
  checkNotify(settings.config);
  // On Google Cloud every configuration that decides something asks for it.
  if (callsThisMachine(settings.config)) await requireTrust(session);
  const { image } = await prepare(session, settings, options);
  return withStackToChange(
    session,
    async ({ cloud, localCloud }) => {
      const { config, names } = settings;
      const stack = stackFor(config, names, image);
      const { planned, schedules } = await during(session.progress, "Reading what is there", () =>
        planScheduled(cloud, stack, names, { adopt }),
      );
      const cost = costOf(config, { ...options, schedules });
      refuseIfNeeded(planned);
      await requireEngine(image, planned);
      noteHeldTraffic(session, planned);
      const summary = summarise(planned);
      const changed = summary.add + summary.change + summary.destroy > 0;
      let { observed } = planned;
      if (changed) {
        const { project } = cloud;
        if (localCloud === undefined) await approve?.({ kind: "apply", project, rows: planned.rows, cost });
        observed = await carryOut(session, cloud, planned);
      }
      const service = observed.of(nodeOf(stack, runService))!;
      if (tls && localCloud !== undefined) await openTls(localCloud);
      const outputs = stackOutputs(outputsFrom(names, service), localCloud, botoConfigOf(session.folder));
      return { changed, summary, cost, outputs };
    },
    { absent: "create", isFresh: newProject !== undefined, endsSlow: true },
  );
}

/**
 * All that can be known to be in the way of an `up` in a project that is yet to be made.
 * @throws what `up` would throw before it changes anything
 */
export async function checkBeforehand(
  session: Session,
  settings: Settings,
  options: StackOptions,
): Promise<void> {
  checkNotify(settings.config);
  const { image } = await prepare(session, settings, options);
  stackFor(settings.config, settings.names, image);
  if (typeof image === "object") await image.engine?.();
}

const tlsIsLocal = (): UsageError =>
  new UsageError("--tls is for the local cloud: Google Cloud speaks TLS anyway.", {
    code: "usage.tls",
    fix: "Leave --tls out, or leave --project out.",
  });

/** Somebody decided on the rollback, so undoing it is reported. */
function noteHeldTraffic({ progress }: Session, { rows }: Plan): void {
  for (const { from, to } of rows.flatMap((row) => row.changes.filter(({ path }) => path === "traffic"))) {
    progress.note(
      `Traffic is held at ${String(from)}, by a rollback or a partial deploy; it goes to ${String(to)}.`,
    );
  }
}

function carryOut({ progress }: Session, cloud: CloudContext, planned: Plan): Promise<Plan["observed"]> {
  const { stack } = cloud.names;
  const total = planned.rows.filter((row) => row.action !== "noop").length;
  const work = async (activity: Activity) => {
    const { observed } = await apply(cloud, planned, reportTo(progress, activity, total));
    activity.succeed(`${stack} is up: ${plural(total, "resource")} made or changed`);
    return observed;
  };
  const text = `Bringing up ${stack}: ${plural(total, "resource")}`;
  return asStep(progress, text, work, () => `${stack} is not up`);
}
