// Steps of whole or half months: which date is the one of a month, to which month a date belongs, and what comes next.
import {
  daySeconds,
  daysInMonth,
  fromSeconds,
  monthIndex,
  toSeconds,
  weekday,
  type CalendarDate,
} from "./calendar.ts";

export interface Months {
  kind: "months";
  /** Months from row to row; 0.5 for two rows a month, on `day` and on `second`. */
  months: number;
  /** Day of the month, or the last one where the month is shorter; 31 is the month's end. */
  day: number;
  second?: number;
  /** Where a day on a weekend moves to: the Friday before or the Monday after. 31 and back is the last business day. */
  roll?: "back" | "forward";
  /**
   * In place of the day: the first to fourth such weekday of the month, or the last (-1), or the one nearest to the day
   * (0); of days 0 is Monday.
   */
  weekday?: { nth: number; day: number };
  /** A month, 1 to 12, that has a row; for names such as QS-OCT. Otherwise the data show it. */
  month?: number;
}

/** Seconds of a month's date. @param index months since year 0, and a half for the second date of a month */
export function dateInMonth(frequency: Omit<Months, "months">, index: number, time: number): number {
  const whole = Math.floor(index);
  const year = Math.floor(whole / 12);
  const month = (whole % 12) + 1;
  const { roll, weekday: nth } = frequency;
  const length = daysInMonth(year, month);
  if (nth !== undefined && nth.nth !== 0) {
    const first = toSeconds({ year, month, day: 1, time });
    const day = 1 + ((nth.day - weekday(first) + 7) % 7);
    const last = day + 7 * Math.floor((length - day) / 7);
    return first + ((nth.nth < 0 ? last : day + 7 * (nth.nth - 1)) - 1) * daySeconds;
  }
  const wanted = index === whole ? frequency.day : (frequency.second ?? 31);
  const date = toSeconds({ year, month, day: Math.min(wanted, length), time });
  if (nth !== undefined) return date + (((nth.day - weekday(date) + 10) % 7) - 3) * daySeconds;
  const late = weekday(date) - 4;
  if (roll === undefined || late <= 0) return date;
  return date + (roll === "back" ? -late : 3 - late) * daySeconds;
}

/** How far a row may lie from the date of its month. Days inside of the month drift, as billing days do. */
const reach = ({ months, day }: Pick<Months, "months" | "day">): number =>
  (months < 1 ? 4 : day === 1 || day === 31 ? 7 : 15) * daySeconds;

/** The month whose date is the nearest, or the one of the calendar where none is near. */
export function monthOf(frequency: Months, seconds: number): number {
  return nearest(frequency, fromSeconds(seconds)).index;
}

/** @returns how far the date is from that of its month, in seconds; below 0 when it is early */
export function offDate(frequency: Months, seconds: number): number {
  return nearest(frequency, fromSeconds(seconds)).off;
}

function nearest(frequency: Months, date: CalendarDate): { index: number; off: number; isNear: boolean } {
  const own = monthIndex(date);
  const seconds = toSeconds(date);
  const step = Math.min(1, frequency.months);
  let index = own;
  let off = seconds - dateInMonth(frequency, own, date.time);
  if (off === 0) return { index, off, isNear: true };
  for (let other = own - 1; other <= own + 1; other += step) {
    const distance = seconds - dateInMonth(frequency, other, date.time);
    if (Math.abs(distance) < Math.abs(off)) [index, off] = [other, distance];
  }
  const isNear = Math.abs(off) <= reach(frequency);
  return isNear ? { index, off, isNear } : { index: own, off, isNear };
}

/** The dates after `last`, which belongs to its month; where it is far from any date, the next one follows. */
export function monthsAfter(frequency: Months, last: number, count: number): number[] {
  const { months, day, month } = frequency;
  const date = fromSeconds(last);
  const { index, isNear } = nearest(frequency, date);
  let first = index + months;
  if (!isNear || month !== undefined) {
    const phase = month === undefined ? (day === 1 ? 0 : months - 1) : month - 1;
    first = isNear ? index + Math.min(1, months) : index;
    while ((first - phase) % months !== 0 || dateInMonth(frequency, first, date.time) <= last)
      first += Math.min(1, months);
  }
  return Array.from({ length: count }, (_, i) => dateInMonth(frequency, first + i * months, date.time));
}
