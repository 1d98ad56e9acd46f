// Finds one row a month, a quarter or a year: on one day, on the first or last business day, on the third Friday, or on
// a day that drifts; and two rows a month.
import { daySeconds, daysInMonth, fromSeconds, weekday, type CalendarDate } from "../time/calendar.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { usualDay } from "../time/frequency-name.ts";
import { monthOf, offDate, type Months } from "../time/month-steps.ts";
import { commonest, countOf, differences, gridOf, isFew, median, residue, type Grid } from "./spacings.ts";

/** February between two days that drift by one. */
const shortestMonth = 26 * daySeconds;
const shortestHalf = 12 * daySeconds;

/** Share of the steps that must be without a gap, on a rule and with days that drift. */
const requiredExact = { onRule: 0.25, drifting: 0.75 };

/** How far off a row may be where the others keep the rule. */
const nearRule = 7 * daySeconds;

/** @param ds seconds since the epoch, strictly ascending @param gaps between them */
export function inferMonths(ds: Numbers, gaps: Numbers): Grid | undefined {
  // This spares the calendar work for long series.
  if (ds.at(-1)! - ds[0]! < shortestHalf * gaps.length) return undefined;
  const spacing = median(gaps);
  if (spacing < shortestHalf) return undefined;
  const dates = Array.from(ds, fromSeconds);
  const time = commonest(dates.map((date) => date.time));
  if (!isFew(dates.filter((date) => date.time !== time).length, ds.length)) return undefined;
  if (spacing < shortestMonth) return onRule(ds, halves(dates), time);
  return onRule(ds, plainRules(dates), time) ?? (isFixed(gaps) ? undefined : inferDrifting(ds, dates, time));
}

/** One row a month, unless it says half. */
type Rule = Omit<Months, "kind" | "months"> & { months?: 0.5 };

/** Calendar days come first, and win where business days hold no more rows. */
function plainRules(dates: readonly CalendarDate[]): Rule[] {
  const days = dates.map(({ day }) => day);
  return [
    { day: 31 },
    { day: 1 },
    { day: usualDay(days) },
    { day: commonest(days) },
    { day: 31, roll: "back" },
    { day: 1, roll: "forward" },
  ];
}

/** Pay days, and the third Friday or the last Sunday: rules by which a few weeks may fall by chance. */
function furtherRules(ds: Numbers, dates: readonly CalendarDate[]): Rule[] {
  const days = dates.map(({ day }) => day);
  const usual = usualDay(days);
  const on = commonest(ds.map(weekday));
  const nth = commonest(days.map((day) => Math.ceil(day / 7)));
  return [
    { day: usual, roll: "back" },
    { day: usual, roll: "forward" },
    { day: 31, weekday: { nth, day: on } },
    { day: 31, weekday: { nth: -1, day: on } },
    // A year of 52 or 53 weeks ends on the Saturday that is nearest to the end of January, say.
    ...[...Array(31).keys()].map((day) => ({ day: 31 - day, weekday: { nth: 0, day: on } })),
  ];
}

/** Two rows a month: on the 1st and the 15th, say, or on the 15th and the last day. */
function halves(dates: readonly CalendarDate[]): Rule[] {
  const inside = dates.flatMap(({ day }) => (day > 9 && day < 21 ? [day] : []));
  if (inside.length === 0) return [];
  const day = commonest(inside);
  return [
    { months: 0.5, day: 1, second: day },
    { months: 0.5, day, second: 31 },
  ];
}

/** The first of the rules that hold the most rows, where these are nearly all. */
function onRule(ds: Numbers, rules: readonly Rule[], time: number): Grid | undefined {
  let most = 0;
  let best: Months | undefined;
  for (const rule of rules) {
    const frequency: Months = { kind: "months", months: 1, ...rule };
    const hits = hitsOf(ds, frequency);
    if (hits > most) [most, best] = [hits, frequency];
    // No other can hold more.
    if (most === ds.length) break;
  }
  if (best === undefined) return undefined;
  return monthsGrid(ds, best, time, nearRule);
}

/** Rows on the dates of a rule; 0 as soon as too many are not. */
function hitsOf(ds: Numbers, rule: Months): number {
  let others = 0;
  for (let row = 0; row < ds.length; row++) {
    if (offDate(rule, ds[row]!) !== 0 && !isFew(++others, ds.length)) return 0;
  }
  return ds.length - others;
}

/** Fewer rows fall on one day of the week by chance. */
const leastOnWeekday = 6;

/** Days that move within the month, or that keep a rule of business days or of weekdays. */
function inferDrifting(ds: Numbers, dates: readonly CalendarDate[], time: number): Grid | undefined {
  if (ds.length < 3) return undefined;
  const ruled = ds.length < 4 ? undefined : onRule(ds, furtherRules(ds, dates), time);
  if (ruled !== undefined) return ruled;
  const days = dates.map((date) => date.day);
  const usual = usualDay(days);
  const ends = dates.filter((date) => date.day === daysInMonth(date.year, date.month)).length;
  const day = ends >= countOf(days, (each) => each === usual) ? 31 : usual;
  // Periods of four and five weeks: no day of the month is theirs, but one of the week.
  const on = commonest(ds.map(weekday));
  const isOnWeekday = ds.length >= leastOnWeekday && countOf(ds, (seconds) => weekday(seconds) !== on) === 0;
  const near = isOnWeekday ? { weekday: { nth: 0, day: on } } : {};
  return monthsGrid(ds, { kind: "months", months: 1, day, ...near }, time, Infinity);
}

/** Every fourth week, or thirty days: about a month, and exactly something else. */
function isFixed(gaps: Numbers): boolean {
  const step = commonest(gaps);
  const multiples = countOf(gaps, (gap) => gap % step === 0);
  return gaps.length > 1 && (gaps.length - multiples) * 10 <= gaps.length;
}

/**
 * How early the last row may be: a day that drifts, or a holiday before a weekend. One before the first or the last of a
 * month is more often of a month that is not over.
 */
function mostEarly({ day, roll, weekday: nth }: Months): number {
  const isEdge = (day === 1 || day === 31) && roll === undefined && nth === undefined;
  return isEdge ? 0 : 4 * daySeconds;
}

/** @param reach how far from the date of its month a row may be, in seconds */
export function monthsGrid(ds: Numbers, each: Months, time: number, reach: number): Grid | undefined {
  const index = ds.map((seconds) => monthOf(each, seconds));
  const off = ds.map((seconds) => offDate(each, seconds));
  const distance = off.map(Math.abs);
  // Where rows keep to a rule, a last one before its date is of a step that is not over.
  if (reach < Infinity && -off.at(-1)! > mostEarly(each)) distance[ds.length - 1] = Infinity;
  const timeOff = (row: number) => Math.abs(residue(ds[row]!, daySeconds) - time);
  // Of the rows of one month the one that is nearest to its date.
  const rowOf = new Map<number, number>();
  for (let row = 0; row < ds.length; row++) {
    const other = rowOf.get(index[row]!);
    const isBetter =
      other === undefined ||
      distance[row]! < distance[other]! ||
      (distance[row] === distance[other] && timeOff(row) < timeOff(other));
    if (distance[row]! <= reach && isBetter) rowOf.set(index[row]!, row);
  }
  const found = [...rowOf.keys()].sort((a, b) => a - b);
  if (found.length < 2) return undefined;
  const steps = differences(found);
  const months = commonest(steps);
  // Nobody counts in thirteen months.
  if (months > 12 && months % 12 !== 0) return undefined;
  const phase = commonest(found.map((month) => residue(month, months)));
  const kept = found.filter((month) => residue(month, months) === phase).map((month) => rowOf.get(month)!);
  const isKept = new Set(kept);
  const odd = Array.from(ds.keys()).filter((row) => !isKept.has(row));
  const exact = countOf(steps, (step) => step === months);
  const required = reach < Infinity ? requiredExact.onRule : requiredExact.drifting;
  if (!isFew(odd.length, ds.length) || exact < required * steps.length) return undefined;
  const moved = new Map(
    kept
      .filter((row) => timeOff(row) > 0)
      .map((row) => [row, ds[row]! - residue(ds[row]!, daySeconds) + time]),
  );
  return gridOf({ ...each, months }, { odd, moved, drifting: kept.filter((row) => distance[row]! > 0) });
}
