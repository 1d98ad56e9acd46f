// `deploy` and `rollback`: move the traffic, and say who serves what in the end.
import { UsageError } from "../../core/errors.ts";
import type { CloudContext } from "../../provision/engine/context.ts";
import {
  deploy as deployService,
  deployedService,
  rollback as rollBackService,
  type Rollout,
} from "../../provision/rollout/rollout.ts";
import { jobFollows } from "../../provision/rollout/job-follows.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { loadSettings } from "../settings.ts";
import type { Cost } from "../stack/cost.ts";
import { prepare, type StackOptions } from "../stack/prepare.ts";
import { withStackToChange } from "../stack/with-stack.ts";
import { builtImage, jobSpec, serviceSpec } from "./service-spec.ts";

export interface DeployOptions extends StackOptions {
  /** Percent of the requests that the revision gets; 100 when absent. */
  traffic?: number;
  /** Name of an address of its own. */
  tag?: string | undefined;
  /** Make a revision even if nothing differs. */
  force?: boolean;
}

export interface RolloutResult extends Rollout {
  action: "deploy" | "rollback";
}

export interface DeployResult extends RolloutResult {
  cost: Cost;
}

/**
 * Makes a revision that gets no traffic, asks it at an address of its own, and only then moves requests to it.
 * @throws UsageError for options out of their range, and what `up` throws
 */
export async function deploy(session: Session, options: DeployOptions = {}): Promise<DeployResult> {
  const { traffic: percent = 100, tag, force = false } = options;
  checkOptions(percent, tag);
  const loaded = await loadSettings(session);
  const { cost, image } = await prepare(session, loaded, options);
  return withStackToChange(session, async (stack) => {
    const { cloud, settings } = stack;
    // Before an image is built for nothing.
    await deployedService(cloud, serviceSpec(settings, undefined));
    const spec = serviceSpec(settings, await builtImage(session, stack, image));
    const job = jobSpec(settings);
    const rollout = await withStep(session, cloud, `Deploying ${settings.names.service}`, async (ctx) => {
      const done = await deployService(ctx, spec, { percent, tag, force });
      // With a share of the traffic alone, most is still forecast as before.
      if (job !== undefined && percent === 100)
        await jobFollows(ctx, job, done.revision, "cloud-runner deploy");
      return done;
    });
    return { action: "deploy", ...rollout, cost };
  });
}

/** @param revision absent for the last one that had all traffic */
export const rollback = (session: Session, revision?: string): Promise<RolloutResult> =>
  withStackToChange(session, async ({ cloud, settings }) => {
    const spec = serviceSpec(settings, undefined);
    const job = jobSpec(settings);
    const rollout = await withStep(session, cloud, `Rolling ${settings.names.service} back`, async (ctx) => {
      const done = await rollBackService(ctx, spec, revision);
      // Named, since without a name it would go back one further.
      if (job !== undefined)
        await jobFollows(ctx, job, done.revision, `cloud-runner rollback ${done.revision}`);
      return done;
    });
    return { action: "rollback", ...rollout };
  });

/** Cloud Run's own bound for `TAG---SERVICE` is checked by Cloud Run, which knows the rest of the name. */
function checkOptions(traffic: number, tag: string | undefined): void {
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

/** Says what is under way, and what it waits for. */
const withStep = <T>(
  { progress }: Session,
  cloud: CloudContext,
  what: string,
  work: (ctx: CloudContext) => Promise<T>,
): Promise<T> =>
  during(progress, what, (activity) =>
    work({ ...cloud, waiting: (reason) => activity.update(`${what}: ${reason}`) }),
  );
