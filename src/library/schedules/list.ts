// `schedule list` and `schedule show`.
import { findSchedules } from "../../provision/nodes/schedule-nodes.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { withStack } from "../stack/with-stack.ts";
import type { Schedule } from "./schedule-summary.ts";
import { requireSchedule, scheduleFrom } from "./schedule.ts";
import { answersOf, ticksOf, type AnsweredTick } from "./ticks.ts";

/** By name. @throws PreconditionError when nothing is up */
export const listSchedules = (session: Session): Promise<Schedule[]> =>
  withStack(session, async ({ cloud }) => {
    const found = await during(session.progress, "Reading the schedules", () => findSchedules(cloud));
    return found.map((job) => scheduleFrom(job, cloud.names.stack));
  });

export interface ShownSchedule extends Schedule {
  /** The last ten, the newest first. */
  ticks: AnsweredTick[];
}

const shownTicks = 10;

/** @throws PreconditionError when there is no schedule of that name, or nothing is up */
export const showSchedule = (session: Session, name: string): Promise<ShownSchedule> =>
  withStack(session, async ({ cloud }) =>
    during(session.progress, `Reading the schedule ${name}`, async () => {
      const job = await requireSchedule(cloud, name);
      const ticks = await answersOf(cloud, (await ticksOf(cloud, name)).slice(-shownTicks).toReversed());
      return { ...scheduleFrom(job, cloud.names.stack), ticks };
    }),
  );
