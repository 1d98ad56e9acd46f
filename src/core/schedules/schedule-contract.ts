// What a schedule is to the command line, the provisioning and the container: names, and what its request carries.
import { isManifestName, isUploadPart, reservedPrefix } from "../contract.ts";

/** The body of the request that Cloud Scheduler sends at each tick, `application/json`. */
export interface ScheduleOrder {
  schemaVersion: 1;
  /** The zone of the tick's `{date}` and `{time}`. */
  timezone: string;
  /** docs/manifests.md; its `output` may also have `{date}` and `{time}`. */
  manifest: Record<string, unknown>;
  /** Patterns of objects of the input bucket, such as `in/**`: what they find at a tick is added to its inputs. */
  patterns?: string[];
}

/** Cloud Scheduler takes 1 MB in all. */
export const maximumOrderBytes = 900_000;

export const isScheduleName = (name: string): boolean => /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name);

/** Cloud Scheduler's id of it: ids are unique in a project and region. */
export const schedulerJobId = (stack: string, schedule: string): string => `${stack}-${schedule}`;

/** The path of the service that makes a tick's manifest. */
export const schedulePath = (schedule: string): string => `/schedules/${schedule}`;

/** Everything of all schedules in the input bucket is below it. */
export const schedulesPrefix = "schedules/";

/** Files that were given to `schedule add`: they wait for the ticks. */
export const scheduleDataPrefix = (schedule: string): string => `${schedulesPrefix}${schedule}/job-data/`;

/** The manifest that a tick makes; one instant has one name, so a doubled tick makes one forecast. */
export const tickManifestName = (schedule: string, tickMs: number): string =>
  `${schedulesPrefix}${schedule}/${new Date(tickMs).toISOString().replace(".000Z", "Z").replaceAll(/[-:]/g, "")}/job.json`;

/** Whether an object that a pattern finds is to be forecast: manifests and what is not yet whole are not. */
export const isFoundInput = (name: string): boolean =>
  !name.endsWith("/") &&
  !name.startsWith(reservedPrefix) &&
  !isUploadPart(name) &&
  !isManifestName(name.slice(name.lastIndexOf("/") + 1));

/** What all names have in common that a pattern finds. */
export const fixedPart = (pattern: string): string => pattern.slice(0, pattern.search(/[*?[{]/));

/** Custom metadata of a tick's manifest. */
export const tickMetadata = { schedule: "cloud-runner-schedule", tick: "cloud-runner-tick" } as const;

/** Clocks are set back by so much, those of Lord Howe Island and of Troll in Antarctica too. */
const shiftsMs = [30, 60, 120].map((minutes) => minutes * 60_000);

/**
 * `2026-11-28` and `0500`, as clocks in that zone show the instant; `0200-2` where they show it for the second time, since what is
 * named by it must not take the place of what the first time made.
 * @throws RangeError for a zone that nobody knows
 */
export function localTime(ms: number, timeZone: string): { date: string; time: string } {
  const { date, time } = shownTime(ms, timeZone);
  const isSecond = shiftsMs.some((shift) => {
    const before = shownTime(ms - shift, timeZone);
    return before.date === date && before.time === time;
  });
  return { date, time: isSecond ? `${time}-2` : time };
}

function shownTime(ms: number, timeZone: string): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(ms);
  const of = (type: string) => parts.find((part) => part.type === type)!.value;
  return { date: `${of("year")}-${of("month")}-${of("day")}`, time: `${of("hour")}${of("minute")}` };
}
