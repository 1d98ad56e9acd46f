// How far it is from the start of a range to its end: so many months, a day less where the end is the last day of them, or
// so many seconds.
import { daySeconds, daysInMonth, fromSeconds, monthIndex, toSeconds } from "../../time/calendar.ts";

/** The same day of a later month, or its last day. */
export function addMonths(seconds: number, months: number): number {
  if (months === 0) return seconds;
  const { year, month, day, time } = fromSeconds(seconds);
  const index = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  return toSeconds({ year: toYear, month: toMonth, day: Math.min(day, daysInMonth(toYear, toMonth)), time });
}

/** All lengths that a range may have, as patterns write them: `3600`, `1M-86400`. */
export function lengthsOf(start: number, end: number): string[] {
  const lengths = [String(end - start)];
  for (const seconds of [0, -daySeconds]) {
    const months = monthIndex(fromSeconds(end - seconds)) - monthIndex(fromSeconds(start));
    if (months > 0 && addMonths(start, months) + seconds === end) lengths.push(`${months}M${seconds}`);
  }
  return lengths;
}
