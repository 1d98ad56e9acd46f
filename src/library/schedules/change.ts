// `schedule run`, `pause`, `resume` and `remove`.
import { PreconditionError, TimeoutError } from "../../core/errors.ts";
import { call, despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import { findSchedules, manifestGrant } from "../../provision/nodes/schedule-nodes.ts";
import { bucketIamMember } from "../../provision/resources/iam-member.ts";
import { scheduleJob, scheduleLive, type ScheduleJobLive } from "../../provision/resources/schedule-job.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { withStackToChange } from "../stack/with-stack.ts";
import type { Schedule } from "./schedule-summary.ts";
import { findsNothing } from "./found-now.ts";
import { requireSchedule, scheduleFrom } from "./schedule.ts";
import { ticksOf, type Tick } from "./ticks.ts";

export interface ChangeResult {
  action: "paused" | "resumed" | "removed";
  schedule: Schedule;
}

const verbs = { paused: "PauseJob", resumed: "ResumeJob" } as const;

/** No tick runs until it is resumed; one that passes meanwhile is not made up for. */
export const pauseSchedule = (session: Session, name: string): Promise<ChangeResult> =>
  setState(session, name, "paused");

export const resumeSchedule = (session: Session, name: string): Promise<ChangeResult> =>
  setState(session, name, "resumed");

const setState = (session: Session, name: string, action: "paused" | "resumed"): Promise<ChangeResult> =>
  withStackToChange(session, async ({ cloud }) => {
    const job = await requireSchedule(cloud, name);
    const wanted = action === "paused" ? "PAUSED" : "ENABLED";
    const changed = job.state === wanted ? job : await send(cloud, job, action);
    return { action, schedule: scheduleFrom(changed, cloud.names.stack) };
  });

async function send(
  cloud: CloudContext,
  { name }: ScheduleJobLive,
  action: "paused" | "resumed",
): Promise<ScheduleJobLive> {
  const client = await cloud.clients.scheduler();
  const ask = { ...cloud, kind: scheduleJob };
  const [job] = await despiteFaults(ask, () =>
    call(ask, `cloudscheduler.${verbs[action]}`, name, async () =>
      action === "paused" ? await client.pauseJob({ name }) : await client.resumeJob({ name }),
    ),
  );
  return scheduleLive(job as Parameters<typeof scheduleLive>[0]);
}

/** Its files and its forecasts stay in the buckets: others may use them. */
export const removeSchedule = (session: Session, name: string): Promise<ChangeResult> =>
  withStackToChange(session, async ({ cloud }) => {
    const job = await requireSchedule(cloud, name);
    const of = (kind: { needs: typeof scheduleJob.needs }) => ({ ...cloud, kind });
    await despiteFaults(cloud, () => scheduleJob.delete(of(scheduleJob), job));
    if ((await findSchedules(cloud)).length === 0) {
      await despiteFaults(cloud, () =>
        bucketIamMember.delete(of(bucketIamMember), manifestGrant(cloud.names)),
      );
    }
    return { action: "removed", schedule: scheduleFrom(job, cloud.names.stack) };
  });

export interface RunResult {
  action: "ran";
  schedule: Schedule;
  tick: Tick;
}

const pollMs = 500;
const patienceMs = 90_000;

/**
 * Runs it once, now, and waits until its manifest is there. The forecasts follow as after any upload.
 * @throws PreconditionError when its patterns find nothing now, TimeoutError when none comes
 */
export const runSchedule = (session: Session, name: string): Promise<RunResult> =>
  withStackToChange(session, async ({ cloud }) => {
    const { clock, names } = cloud;
    const before = await requireSchedule(cloud, name);
    if (await findsNothing(cloud, before)) throw nothingFound(name, scheduleFrom(before, names.stack));
    const known = new Set((await ticksOf(cloud, name)).map(({ object }) => object));
    return during(session.progress, `Running ${name}`, async () => {
      const client = await cloud.clients.scheduler();
      const ask = { ...cloud, kind: scheduleJob };
      await call(ask, "cloudscheduler.RunJob", before.name, () => client.runJob({ name: before.name }));
      const end = clock.now() + patienceMs;
      for (;;) {
        const tick = (await ticksOf(cloud, name)).find(({ object }) => !known.has(object));
        const job = await requireSchedule(cloud, name);
        if (tick !== undefined) return { action: "ran", schedule: scheduleFrom(job, names.stack), tick };
        if (clock.now() >= end) throw nothingCame(name, job);
        await clock.sleep(pollMs, cloud.signal);
      }
    });
  });

const nothingFound = (name: string, { inputs }: Schedule): PreconditionError =>
  new PreconditionError(
    `There is nothing for ${name} to forecast now: no object of the input bucket fits ${inputs.join(", ")}.`,
    {
      code: "schedule.nothing-found",
      details: ["A tick that finds nothing makes nothing, so this one was not run."],
      fix: "Upload the files there, and run it again.",
    },
  );

const nothingCame = (name: string, { lastFailure }: ScheduleJobLive): TimeoutError =>
  new TimeoutError(`The run of ${name} has made no manifest within ${patienceMs / 1000} s.`, {
    code: "schedule.no-tick",
    details:
      lastFailure === undefined ? [] : [`Cloud Scheduler says: ${lastFailure.message || lastFailure.code}`],
    fix: "`cloud-runner logs` shows what the service answered; `cloud-runner doctor` whether it may be called.",
  });
