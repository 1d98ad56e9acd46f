// When a job is due: unix cron in a time zone. https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules
import { Cron } from "croner";
import { StatusError } from "../../wire/status.ts";
import { invalid } from "../fields.ts";

export interface Schedule {
  schedule: string;
  timeZone: string;
}

/** Numbers, names of months and days, `*`, ranges, lists, and steps of a range; none of the letters of other dialects. */
const part = String.raw`(\*|\w+-\w+)(\/\d+)?|\d+|[A-Za-z]{3}`;
const field = new RegExp(`^(${part})(,(${part}))*$`);
const word = /^(\d+|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)$/i;

/** @throws StatusError INVALID_ARGUMENT, in Google's words */
export function checkSchedule({ schedule, timeZone }: Schedule): void {
  if (/^every\b/i.test(schedule.trim())) {
    throw new StatusError(
      "UNIMPLEMENTED",
      'The local cloud takes schedules in the unix-cron format alone, such as "0 5 * * 1-5".',
    );
  }
  const fields = schedule.trim().split(/\s+/);
  const isCron = fields.length === 5 && fields.every((each) => field.test(each) && isOfWords(each));
  try {
    if (isCron) {
      cronOf({ schedule, timeZone }).nextRun();
      return;
    }
  } catch {
    // Numbers out of range, or a zone that nobody knows: the answer is the same.
  }
  throw invalid("Schedule or time zone is invalid.");
}

const isOfWords = (text: string): boolean => (text.match(/\w+/g) ?? []).every((each) => word.test(each));

/** No clocks are set back further: those of Troll in Antarctica. */
const longestShiftMs = 120 * 60_000;

/** The first time after `afterMs`, in milliseconds; undefined when there is none, as on a 31st of February. */
export function nextTick(schedule: Schedule, afterMs: number): number | undefined {
  const cron = cronOf(schedule);
  const namesHours = !schedule.schedule.trim().split(/\s+/)[1]!.startsWith("*");
  let next = cron.nextRun(new Date(afterMs))?.getTime();
  // What comes later than that has its first time after `afterMs` too, and croner gave that one.
  const isNear = () => next !== undefined && next - afterMs <= longestShiftMs;
  while (namesHours && isNear() && isRepeated(next!, schedule.timeZone))
    next = cron.nextRun(new Date(next!))?.getTime();
  return next;
}

/** Of all that are due by `nowMs` the last one; undefined when there is none from `fromMs` on. */
export function lastTick(schedule: Schedule, fromMs: number, nowMs: number): number | undefined {
  // Looked for backwards in growing steps: a job of every minute may have missed a month of them.
  for (const minutes of [2, 120, 2880, 57_600, 576_000, Infinity]) {
    const from = Math.max(fromMs, nowMs - minutes * 60_000);
    let last: number | undefined;
    for (
      let tick = nextTick(schedule, from - 1);
      tick !== undefined && tick <= nowMs;
      tick = nextTick(schedule, tick)
    ) {
      last = tick;
    }
    if (last !== undefined || from === fromMs) return last;
  }
  return undefined;
}

const cronOf = ({ schedule, timeZone }: Schedule): Cron =>
  new Cron(schedule.trim(), { timezone: timeZone, mode: "5-part" });

/** Whether clocks that were set back show this local time for the second time. */
function isRepeated(ms: number, timeZone: string): boolean {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short", timeStyle: "short" });
  const shown = clock.format(ms);
  return [30, 60, 120].some((minutes) => clock.format(ms - minutes * 60_000) === shown);
}
