// Which step of a frequency a time belongs to: a step holds the rows from its start up to the start of the next.
import { daySeconds, fromSeconds, monthIndex, toSeconds, weekday } from "./calendar.ts";
import type { Frequency } from "./frequency.ts";
import { dateInMonth, type Months } from "./month-steps.ts";
import { openAt } from "./open-times.ts";

/** In seconds since the epoch. */
export interface Step {
  start: number;
  /** The date of its row: the start, or the last day of steps that are named by their end (ME, QE, YE). */
  label: number;
}

const weekSeconds = 7 * daySeconds;

/**
 * Days begin at midnight, weeks on Monday or the day that the frequency names, quarters and years with those of the
 * calendar or the month that it names. Saturdays and Sundays belong to the Friday before them, and any other closed time to the
 * open step before it, as in pandas.
 * @param first of the rows; steps of several days or weeks are counted from it
 */
export function stepsFrom(frequency: Frequency, first: number): (seconds: number) => Step {
  if (frequency.kind === "months") return (seconds) => monthStep(frequency, seconds);
  const from = (start: number): Step => ({ start, label: start });
  if (frequency.kind === "open") return (seconds) => from(openAt(frequency, seconds));
  if (frequency.kind === "business") {
    return (seconds) => from(midnight(seconds) - Math.max(0, weekday(seconds) - 4) * daySeconds);
  }
  const step = frequency.seconds;
  const day = frequency.weekday ?? 0;
  const isWeeks = step % weekSeconds === 0;
  const origin = midnight(first) - (isWeeks ? ((weekday(first) - day + 7) % 7) * daySeconds : 0);
  return (seconds) => from(origin + Math.floor((seconds - origin) / step) * step);
}

const midnight = (seconds: number): number => Math.floor(seconds / daySeconds) * daySeconds;

function monthStep(frequency: Months, seconds: number): Step {
  const { months, day, second, weekday: nth, month } = frequency;
  const date = fromSeconds(seconds);
  const own = monthIndex(date);
  const dateOf = (index: number) => dateInMonth(frequency, index, 0);
  if (second !== undefined) {
    const isSecond = day === 1 ? date.day >= second : date.day > day;
    const index = own + (isSecond ? 0.5 : 0);
    const starts = day === 1 ? [1, second] : [1, day + 1];
    return { start: firstOf(own, starts[isSecond ? 1 : 0]!), label: dateOf(index) };
  }
  const isEnd = nth === undefined && day === 31;
  const isCalendar = isEnd || (nth === undefined && day === 1);
  const phase = month === undefined ? (isEnd ? months - 1 : 0) : month - 1;
  const modulo = (value: number) => ((value % months) + months) % months;
  if (isEnd) {
    const index = own + modulo(phase - own);
    return { start: firstOf(index - months + 1, 1), label: dateOf(index) };
  }
  const begun = isCalendar || dateOf(own) <= seconds ? own : own - 1;
  const index = begun - modulo(begun - phase);
  return { start: isCalendar ? firstOf(index, 1) : dateOf(index), label: dateOf(index) };
}

const firstOf = (index: number, day: number): number =>
  toSeconds({ year: Math.floor(index / 12), month: (index % 12) + 1, day, time: 0 });
