// `plan`: what `up` would do. Reads only.
import { summarise, type PlanSummary, type Row } from "../../provision/engine/plan.ts";
import { stackFor } from "../../provision/stack.ts";
import { checkNotify } from "../notify/check-notify.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { loadSettings } from "../settings.ts";
import { costOf, type Cost } from "./cost.ts";
import { planScheduled } from "./plan-scheduled.ts";
import { prepare, type StackOptions } from "./prepare.ts";
import { withStack } from "./with-stack.ts";

export interface PlanOptions extends StackOptions {
  /** Plan to take over resources of the same names that were made without this tool. */
  adopt?: boolean;
}

export interface PlanResult {
  /** One for each resource, those that stay as they are included. */
  rows: Row[];
  summary: PlanSummary;
  cost: Cost;
}

/**
 * Compares the configuration with what is there, and changes nothing. Where nothing is up on this machine, it compares
 * with an empty local cloud that lasts only as long.
 * @throws ConfigError, UsageError or PlanRefusedError for what is wrong with the configuration or the options;
 * CloudError when the cloud refuses to answer
 */
export async function plan(session: Session, options: PlanOptions = {}): Promise<PlanResult> {
  const settings = await loadSettings(session);
  checkNotify(settings.config);
  const { image } = await prepare(session, settings, options);
  return withStack(
    session,
    async ({ cloud }) => {
      const { config, names } = settings;
      const stack = stackFor(config, names, image);
      const { planned, schedules } = await during(session.progress, "Reading what is there", () =>
        planScheduled(cloud, stack, names, { adopt: options.adopt === true }),
      );
      const { rows } = planned;
      const cost = costOf(config, { ...options, schedules });
      return { rows, summary: summarise({ rows }), cost };
    },
    { absent: "imagine" },
  );
}
