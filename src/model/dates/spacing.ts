// How regular dates are: the reading that spaces a column evenly is the one that was meant.
import { daySeconds, daysInMonth, fromSeconds, monthIndex, weekday } from "../time/calendar.ts";

/** Steps that people count time in. */
const usualDays: ReadonlySet<number> = new Set([1, 7, 14, 28]);
const usualMonths: ReadonlySet<number> = new Set([1, 2, 3, 4, 6, 12, 24, 36, 48, 60, 120]);
const unusual = 0.25;

/**
 * From 0 to 1: the share of the gaps that are the commonest one, times the share of that grid that has a date, less for
 * steps that nobody counts in. 1 is a series without a gap.
 * @param walls seconds since the epoch, each once
 */
export function regularity(walls: Iterable<number>): number {
  const sorted = Float64Array.from(walls).sort();
  if (sorted.length < 2) return 0;
  const usualStep = (step: number) =>
    step % daySeconds === 0 ? usualDays.has(step / daySeconds) : daySeconds % step === 0;
  const bySeconds = Math.max(gridOf(sorted, usualStep), businessGridOf(sorted));
  const months = monthsOf(sorted);
  return months === undefined
    ? bySeconds
    : Math.max(
        bySeconds,
        gridOf(months, (step) => usualMonths.has(step)),
      );
}

function gridOf(sorted: Float64Array, isUsual: (step: number) => boolean): number {
  const gaps = sorted.length - 1;
  const counts = new Map<number, number>();
  for (let i = 1; i <= gaps; i++) {
    const gap = sorted[i]! - sorted[i - 1]!;
    counts.set(gap, (counts.get(gap) ?? 0) + 1);
  }
  const [step, count] = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best));
  const filled = (gaps * step) / (sorted[gaps]! - sorted[0]!);
  return (count / gaps) * Math.min(filled, 1 / filled) * (isUsual(step) ? 1 : unusual);
}

/** Days from Monday to Friday count as a grid of their own. */
function businessGridOf(sorted: Float64Array): number {
  if (sorted.some((wall) => wall % daySeconds !== 0 || weekday(wall) > 4)) return 0;
  const days = sorted.map((wall) => {
    const number = Math.floor(wall / daySeconds) + 3;
    return Math.floor(number / 7) * 5 + (number - Math.floor(number / 7) * 7);
  });
  return gridOf(days, (step) => step === 1);
}

/** Months since year 0, of dates on one day of the month or on its last; undefined for others. */
function monthsOf(sorted: Float64Array): Float64Array | undefined {
  const first = fromSeconds(sorted[0]!);
  let isSameDay = true;
  let isLastDay = true;
  const months = new Float64Array(sorted.length);
  for (const [index, wall] of sorted.entries()) {
    const date = fromSeconds(wall);
    isSameDay &&= date.day === first.day;
    isLastDay &&= date.day === daysInMonth(date.year, date.month);
    if (date.time !== first.time || !(isSameDay || isLastDay)) return undefined;
    months[index] = monthIndex(date);
  }
  return months;
}
