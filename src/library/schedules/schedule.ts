// A schedule as the user sees it.
import type { ScheduleOrder } from "../../core/schedules/schedule-contract.ts";
import { impatient, type CloudContext } from "../../provision/engine/context.ts";
import { findSchedules, scheduleNameOf } from "../../provision/nodes/schedule-nodes.ts";
import type { ScheduleJobLive } from "../../provision/resources/schedule-job.ts";
import type { Schedule } from "./schedule-summary.ts";
import { CloudError, PreconditionError } from "../../core/errors.ts";
import { nearestName } from "../../core/nearest-name.ts";

const states = { ENABLED: "on", PAUSED: "paused", DISABLED: "off", UPDATE_FAILED: "off" } as const;

export function scheduleFrom(job: ScheduleJobLive, stack: string): Schedule {
  const { inputs = [], input, output = "", patterns } = orderOf(job);
  const state = states[job.state];
  return {
    name: scheduleNameOf(job, stack),
    cron: job.cron,
    timezone: job.timezone,
    state,
    inputs: [...inputs, ...(input === undefined ? [] : [input]), ...patterns].map((each) =>
      typeof each === "string" ? each : each.name,
    ),
    output,
    nextRun: state === "on" ? job.nextRun : undefined,
    lastRun: job.lastAttempt,
    lastFailure: job.lastFailure && (job.lastFailure.message || `status ${job.lastFailure.code}`),
  };
}

interface Asked {
  patterns: string[];
  inputs?: (string | { name: string })[];
  input?: string | { name: string };
  output?: string;
}

/** Somebody may have changed the job by other means. */
export function orderOf({ order }: ScheduleJobLive): Asked {
  try {
    const { manifest, patterns = [] } = JSON.parse(order) as ScheduleOrder;
    return { ...manifest, patterns };
  } catch {
    return { patterns: [] };
  }
}

/** By name; undefined when Cloud Scheduler does not say: what asks is as true without them. */
export async function readSchedules(cloud: CloudContext): Promise<Schedule[] | undefined> {
  try {
    const found = await findSchedules(impatient(cloud));
    return found.map((job) => scheduleFrom(job, cloud.names.stack));
  } catch (error) {
    if (error instanceof CloudError) return undefined;
    throw error;
  }
}

/** @throws PreconditionError when the stack has no schedule of that name */
export async function requireSchedule(cloud: CloudContext, name: string): Promise<ScheduleJobLive> {
  const { stack } = cloud.names;
  const found = await findSchedules(cloud);
  const job = found.find((each) => scheduleNameOf(each, stack) === name);
  if (job !== undefined) return job;
  const names = found.map((each) => scheduleNameOf(each, stack));
  const near = nearestName(name, names);
  throw new PreconditionError(`The stack ${stack} has no schedule ${JSON.stringify(name)}.`, {
    code: "schedule.missing",
    details: names.length === 0 ? ["Nothing is scheduled."] : [`There are: ${names.join(", ")}.`],
    fix: near === undefined ? "cloud-runner schedule list" : `Did you mean ${near}?`,
  });
}
