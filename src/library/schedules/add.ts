// `schedule add`: what is to be forecast is uploaded, then a job of Cloud Scheduler asks for it at its times.
import { PreconditionError, UsageError } from "../../core/errors.ts";
import { cronFault } from "../../core/schedules/cron-fault.ts";
import { isScheduleName } from "../../core/schedules/schedule-contract.ts";
import { despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import { specOf } from "../../provision/engine/node.ts";
import { hasStatus } from "../../provision/google/cloud-error.ts";
import { manifestGrant } from "../../provision/nodes/schedule-nodes.ts";
import { bucketIamMember } from "../../provision/resources/iam-member.ts";
import { runService } from "../../provision/resources/run/run-service.ts";
import {
  scheduleJob,
  type ScheduleJobLive,
  type ScheduleJobSpec,
} from "../../provision/resources/schedule-job.ts";
import { stackFor } from "../../provision/stack.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { withStackToChange, type Stack } from "../stack/with-stack.ts";
import { orderFor, type AddRequest } from "./order.ts";
import type { Schedule } from "./schedule-summary.ts";
import { scheduleFrom } from "./schedule.ts";

export interface AddResult {
  schedule: Schedule;
  /** False when it was just so before. */
  changed: boolean;
}

/**
 * @throws UsageError for what cannot be scheduled; PreconditionError when nothing is up; CloudRunnerError manifest.* for
 * what the service would refuse
 */
export function addSchedule(session: Session, request: AddRequest): Promise<AddResult> {
  const { name, cron, timezone = "UTC", replace = false } = request;
  check(name, cron, timezone);
  return withStackToChange(session, async (stack) => {
    const { cloud, settings } = stack;
    const service = await serviceUri(stack);
    const spec: ScheduleJobSpec = {
      project: cloud.project,
      region: cloud.region,
      stack: cloud.names.stack,
      schedule: name,
      cron,
      timezone,
      serviceUri: service,
      invoker: cloud.names.invokerAccount,
      order: "",
    };
    const scheduling = { ...cloud, kind: scheduleJob };
    const before = await despiteFaults(scheduling, () => scheduleJob.read(scheduling, spec));
    if (before !== undefined) checkReplace(spec, before, replace);
    const order = await orderFor(session, cloud, settings.config, { ...request, timezone });
    return during(session.progress, `Scheduling ${name}`, async () => {
      const granting = { ...cloud, kind: bucketIamMember };
      await despiteFaults(granting, () => bucketIamMember.create(granting, manifestGrant(cloud.names)));
      const { live, changed } = await write(scheduling, { ...spec, order, serviceUri: service }, before);
      return { schedule: scheduleFrom(live, cloud.names.stack), changed };
    });
  });
}

type Settled = ScheduleJobSpec & { serviceUri: string };

async function write(
  cloud: CloudContext,
  spec: Settled,
  before: ScheduleJobLive | undefined,
): Promise<{ live: ScheduleJobLive; changed: boolean }> {
  const changes = before === undefined ? [] : scheduleJob.diff(spec, before);
  if (before !== undefined && changes.length === 0) return { live: before, changed: false };
  try {
    const live = await despiteFaults(cloud, () =>
      before === undefined
        ? scheduleJob.create(cloud, spec)
        : scheduleJob.update!(cloud, spec, before, changes),
    );
    return { live, changed: true };
  } catch (error) {
    if (!hasStatus(error, "INVALID_ARGUMENT")) throw error;
    throw new UsageError(`Cloud Scheduler does not take "${spec.cron}" in the zone ${spec.timezone}.`, {
      code: "schedule.refused",
      details: [(error as Error).message],
      fix: cronFix,
      cause: error,
    });
  }
}

const cronFix = 'Name minute, hour, day of the month, month and day of the week: --cron "0 5 * * 1-5"';

/** Before anything is uploaded. @throws UsageError for what is certainly wrong; the rest is for Cloud Scheduler to say */
function check(name: string, cron: string, timezone: string): void {
  if (!isScheduleName(name)) {
    throw new UsageError(`"${name}" cannot be the name of a schedule.`, {
      code: "schedule.name",
      fix: "Choose up to 40 lowercase letters, digits and hyphens that begin with a letter, such as nightly.",
    });
  }
  const wrong = cronFault(cron);
  if (wrong !== undefined) {
    throw new UsageError(`Cloud Scheduler does not take "${cron}": ${wrong.fault}.`, {
      code: "schedule.cron",
      details: wrong.details,
      fix: cronFix,
    });
  }
  if (!isZone(timezone)) {
    throw new UsageError(`There is no time zone "${timezone}".`, {
      code: "schedule.timezone",
      fix: "Name one of the tz database: --timezone Europe/Berlin",
    });
  }
}

/** Whether the tz database has it: an offset such as `+02:00` has no name there, and Cloud Scheduler takes none. */
function isZone(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    return !/^[+-]/.test(timezone);
  } catch {
    return false;
  }
}

function checkReplace(spec: ScheduleJobSpec, before: ScheduleJobLive, replace: boolean): void {
  if (!scheduleJob.owned!(spec, before)) {
    throw new PreconditionError(`Cloud Scheduler has a job ${before.name} that is not this stack's.`, {
      code: "schedule.not-ours",
      fix: "Choose another name for the schedule.",
    });
  }
  if (replace) return;
  throw new UsageError(`There is a schedule ${spec.schedule} already.`, {
    code: "schedule.exists",
    details: [`It runs at "${before.cron}" in ${before.timezone}.`],
    fix: "Add --replace to put this one in its place, or choose another name.",
  });
}

/** @throws PreconditionError when the service is not there */
async function serviceUri({ cloud, settings }: Stack): Promise<string> {
  const nodes = stackFor(settings.config, settings.names, undefined);
  const reading = { ...cloud, kind: runService };
  const live = await despiteFaults(cloud, () => runService.read(reading, specOf(nodes, runService)));
  if (live?.uri) return live.uri;
  throw new PreconditionError("The service that a schedule calls is not up.", {
    code: "schedule.no-service",
    fix: "cloud-runner up",
  });
}
