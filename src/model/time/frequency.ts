// The spacing of a series: its future dates, its steps and its season. Inferring it is in model/grid, its name
// frequency-name.ts. Plain data, so that it survives a structured clone.
import { daySeconds, weekday } from "./calendar.ts";
import { monthOf, monthsAfter, type Months } from "./month-steps.ts";
import { openDates, openDays, openSteps, slotsOfDay, weekSeconds, type OpenTimes } from "./open-times.ts";

export type Frequency =
  /** A fixed number of seconds: minutes, hours, days, weeks; of weeks the day, where a name such as W-MON gave it. */
  | { kind: "fixed"; seconds: number; weekday?: number }
  /** Every so many months. */
  | Months
  /** Monday to Friday. */
  | { kind: "business" }
  /** A fixed number of seconds, of which some steps of the week never occur. */
  | OpenTimes;

/** Monday to Friday has a kind of its own, and all steps of the week need none. */
export function openFrequency(open: OpenTimes): Frequency {
  const { seconds, slots, seasons } = open;
  if (seasons !== undefined) return open;
  if (slots.length === weekSeconds / seconds) return { kind: "fixed", seconds };
  return seconds === daySeconds && slots.join() === "0,1,2,3,4" ? { kind: "business" } : open;
}

/** The dates that follow `last`, in seconds since the epoch. */
export function futureDates(frequency: Frequency, last: number, count: number): number[] {
  if (frequency.kind === "months") return monthsAfter(frequency, last, count);
  if (frequency.kind === "open") return openDates(frequency, last, count);
  const dates: number[] = [];
  if (frequency.kind === "fixed") {
    const { seconds } = frequency;
    const day = frequency.weekday ?? weekday(last);
    // With a day of its own, the first such day after the last row.
    const first =
      day === weekday(last) ? last + seconds : last + ((day - weekday(last) + 7) % 7) * daySeconds;
    for (let i = 0; i < count; i++) dates.push(first + i * seconds);
  } else {
    for (let date = last + daySeconds; dates.length < count; date += daySeconds) {
      if (weekday(date) < 5) dates.push(date);
    }
  }
  return dates;
}

/** How many steps lie between two dates, rounded; the grid on which gaps show. */
export function stepsBetween(frequency: Frequency, from: number, to: number): number {
  switch (frequency.kind) {
    case "fixed":
      return Math.round((to - from) / frequency.seconds);
    case "months":
      return Math.round((monthOf(frequency, to) - monthOf(frequency, from)) / frequency.months);
    case "business":
      return businessDays(to) - businessDays(from);
    case "open":
      return openSteps(frequency, from, to);
  }
}

/** How many dates there are from one to another, both counted; closed ones are none, in their season either. */
export function countDates(frequency: Frequency, from: number, to: number): number {
  const steps = stepsBetween(frequency, from, to);
  if (frequency.kind !== "open" || frequency.seasons === undefined) return steps + 1;
  return 1 + openDates(frequency, from, steps).filter((date) => date <= to).length;
}

/** Business days since a Monday long ago; a weekend counts as the Friday before it. */
function businessDays(seconds: number): number {
  const days = Math.floor(seconds / daySeconds) + 3;
  return Math.floor(days / 7) * 5 + Math.min(weekday(seconds), 4);
}

interface Defaults {
  /** Rows to forecast when none are asked for. */
  horizon: number;
  /** Rows until the pattern repeats. */
  season: number;
}

/** Defaults of a frequency: a day of hours, a week of days, a year of weeks, months or quarters. */
export function defaultsFor(frequency: Frequency): Defaults {
  if (frequency.kind === "business") return { horizon: 20, season: 5 };
  if (frequency.kind === "open") return openDefaults(frequency);
  if (frequency.kind === "months") {
    const { months } = frequency;
    const season = 12 % months === 0 ? 12 / months : 1;
    return { horizon: months < 1 ? 24 : months < 3 ? 12 : months < 12 ? 8 : 6, season };
  }
  const { seconds } = frequency;
  if (seconds >= 7 * daySeconds)
    return { horizon: 13, season: Math.max(1, Math.round((364 * daySeconds) / seconds)) };
  if (seconds >= daySeconds) return { horizon: 28, season: seconds === daySeconds ? 7 : 1 };
  const season = daySeconds % seconds === 0 ? daySeconds / seconds : 1;
  if (seconds >= 3600) return { horizon: 48, season };
  return { horizon: 60, season: seconds < 60 ? 60 : season };
}

/** As many days, weeks or rows as without closed times; the season counts open steps. */
function openDefaults(open: OpenTimes): Defaults {
  const { seconds, slots } = open;
  if (seconds === daySeconds) return { horizon: 4 * slots.length, season: slots.length };
  const season = slotsOfDay(open) ?? slots.length;
  const horizon = seconds >= 3600 ? Math.max(1, Math.round((2 * slots.length) / openDays(open))) : 60;
  return { horizon, season: seconds < 60 ? 60 : season };
}
