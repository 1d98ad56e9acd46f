// Finds the spacing of sorted dates, tolerant of gaps, and that of most series of a dataset.
import { daySeconds, daysInMonth, fromSeconds, monthIndex, weekday, type CalendarDate } from "./calendar.ts";
import type { Numbers } from "../numeric/numbers.ts";
import type { Series } from "../series/dataset.ts";
import { frequencyName, type Frequency } from "./frequency.ts";

export interface Inferred {
  frequency: Frequency;
  /** Spacings that are not whole multiples of the step. */
  irregular: number;
}

/** Share of the spacings that must be whole multiples of the step. */
const requiredShare = 0.9;

/** Share of the spacings that must be the step itself; random days are multiples of a day too. */
const requiredExact = 0.25;

/** @param ds seconds since the epoch, strictly ascending, at least two */
export function inferFrequency(ds: Numbers): Inferred | undefined {
  return inferMonths(ds) ?? inferFixed(ds);
}

/** Series that are looked at. */
const looked = 50;

/** The frequency that most of the first series have. */
export function typicalFrequencyOf(series: readonly Series[]): Frequency | undefined {
  const counts = new Map<string, { frequency: Frequency; count: number }>();
  const long = series.filter(({ ds, fault }) => fault === undefined && ds.length >= 3);
  for (const { ds } of long.slice(0, looked)) {
    const frequency = inferFrequency(ds)?.frequency;
    if (frequency === undefined) continue;
    const known = counts.get(frequencyName(frequency));
    if (known) known.count++;
    else counts.set(frequencyName(frequency), { frequency, count: 1 });
  }
  // Of equals the first.
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.frequency;
}

/** One row a month (quarter, year) on the same day of the month, where a shorter month has its last day instead. */
function inferMonths(ds: Numbers): Inferred | undefined {
  // Nothing below 28 days between rows on average can be monthly; this spares the calendar work for long series.
  if (ds.at(-1)! - ds[0]! < 28 * daySeconds * (ds.length - 1)) return undefined;
  const dates = Array.from(ds, fromSeconds);
  const { time } = dates[0]!;
  if (dates.some((date) => date.time !== time)) return undefined;
  const months = dates.map(monthIndex);
  const steps = differences(months);
  if (steps.includes(0)) return undefined;
  const step = commonest(steps);
  const fits = fitting(steps, step);
  if (fits === undefined) return undefined;
  const day = dates.every(isMonthEnd) ? 31 : dates.reduce((latest, date) => Math.max(latest, date.day), 1);
  const onDay = (date: CalendarDate) => date.day === Math.min(day, daysInMonth(date.year, date.month));
  if (dates.every(onDay))
    return { frequency: { kind: "months", months: step, day }, irregular: steps.length - fits };
  // The last business day of each month, or a billing day that moves: months it is, on the side where most days lie.
  if (step === 1 && isWeekly(ds)) return undefined;
  const moved =
    dates.filter((date) => date.day > 25).length >= dates.length / 2
      ? 31
      : commonest(dates.map((d) => d.day));
  const irregular = dates.filter((d) => d.day !== Math.min(moved, daysInMonth(d.year, d.month))).length;
  return { frequency: { kind: "months", months: step, day: moved }, irregular };
}

const isMonthEnd = ({ year, month, day }: CalendarDate): boolean => day === daysInMonth(year, month);

/** Every fourth week also gives about one row a month. */
function isWeekly(ds: Numbers): boolean {
  return differences(ds).every((n) => n % (7 * daySeconds) === 0);
}

function inferFixed(ds: Numbers): Inferred | undefined {
  const gaps = differences(ds);
  const step = commonest(gaps);
  const fits = fitting(gaps, step);
  if (fits === undefined) return undefined;
  if (step === daySeconds && isBusinessDaily(ds)) return { frequency: { kind: "business" }, irregular: 0 };
  return { frequency: { kind: "fixed", seconds: step }, irregular: gaps.length - fits };
}

/** No row on a weekend, although two of them lie inside, and most weekdays are there. */
function isBusinessDaily(ds: Numbers): boolean {
  const days = (ds.at(-1)! - ds[0]!) / daySeconds + 1;
  return days >= 12 && ds.length >= (days * 5) / 7 / 2 && ds.every((seconds) => weekday(seconds) < 5);
}

/** How many spacings are multiples of the step; undefined when too few are for it to be one. */
function fitting(spacings: readonly number[], step: number): number | undefined {
  const multiples = spacings.filter((spacing) => spacing % step === 0).length;
  const exact = spacings.filter((spacing) => spacing === step).length;
  const isStep = multiples >= requiredShare * spacings.length && exact >= requiredExact * spacings.length;
  return isStep ? multiples : undefined;
}

function differences(values: Numbers): number[] {
  const result: number[] = [];
  for (let i = 1; i < values.length; i++) result.push(values[i]! - values[i - 1]!);
  return result;
}

/** The most frequent value; of equals the smallest. */
function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = values[0]!;
  let bestCount = 0;
  for (const [value, count] of counts) {
    if (count > bestCount || (count === bestCount && value < best)) [best, bestCount] = [value, count];
  }
  return best;
}
