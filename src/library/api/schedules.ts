// Schedules for programs.
import { addSchedule as add } from "../schedules/add.ts";
import {
  pauseSchedule as pause,
  removeSchedule as remove,
  resumeSchedule as resume,
  runSchedule as runNow,
} from "../schedules/change.ts";
import { listSchedules as list } from "../schedules/list.ts";
import type { Schedule } from "../schedules/schedule-summary.ts";
import { parameterNames, parametersOf, type ForecastParameters } from "./forecast-parameters.ts";
import { withSession, type NamesOf, type Options } from "./options.ts";
import { sourcesOf, type Source } from "./sources.ts";

export type { Schedule } from "../schedules/schedule-summary.ts";

export interface ScheduleOptions extends Options, ForecastParameters {
  /** Minute, hour, day of the month, month, day of the week: `0 5 * * 1-5`. */
  cron: string;
  /** Of these times, such as `Europe/Berlin`; UTC when absent. */
  timezone?: string | undefined;
  /** Name of each forecast in the output bucket, with `{file}`, `{name}`, `{id}`, `{date}` and `{time}`. */
  output?: string | undefined;
  /** Put it in the place of a schedule of that name. */
  replace?: boolean | undefined;
}

const ownNames: NamesOf<Omit<ScheduleOptions, keyof Options>> = {
  ...parameterNames,
  cron: true,
  timezone: true,
  output: true,
  replace: true,
};

/**
 * Has sources forecast at the times of a schedule: files, one manifest, or `gs://` objects of the input bucket.
 *
 * @example
 * await addSchedule("nightly", ["sales.csv"], { folder, cron: "0 5 * * 1-5", timezone: "Europe/Berlin" });
 *
 * @throws UsageError for what cannot be scheduled; PreconditionError when nothing is up
 */
export const addSchedule = (
  name: string,
  sources: readonly Source[],
  options: ScheduleOptions,
): Promise<Schedule> =>
  withSession(options, ownNames, async (session) => {
    const { cron, timezone, output, replace = false } = options;
    const request = { name, cron, timezone, output, replace };
    const parameters = parametersOf(options);
    return (await add(session, { ...request, sources: sourcesOf(sources), parameters })).schedule;
  });

/** By name. */
export const listSchedules = (options: Options = {}): Promise<Schedule[]> => withSession(options, {}, list);

/** Runs it once, now. @returns the manifest that the run has put into the input bucket, and its time */
export const runSchedule = (name: string, options: Options = {}): Promise<{ object: string; time: string }> =>
  withSession(options, {}, async (session) => (await runNow(session, name)).tick);

export const pauseSchedule = (name: string, options: Options = {}): Promise<Schedule> =>
  withSession(options, {}, async (session) => (await pause(session, name)).schedule);

export const resumeSchedule = (name: string, options: Options = {}): Promise<Schedule> =>
  withSession(options, {}, async (session) => (await resume(session, name)).schedule);

/** Its files and forecasts stay. */
export const removeSchedule = (name: string, options: Options = {}): Promise<void> =>
  withSession(options, {}, async (session) => void (await remove(session, name)));
