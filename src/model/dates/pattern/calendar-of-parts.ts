// The day that numbers of a date mean: of year, month and day, of a week, a quarter, a day of the year.
import { createMonthCalendar, yearsToAdd, type CalendarName } from "../calendars.ts";
import { daySeconds, daysInMonth, toSeconds, weekday } from "../../time/calendar.ts";
import type { Part } from "./date-pattern.ts";

/** The order of parts in arrays of numbers. */
export const parts = [
  "year",
  "shortYear",
  "nextYear",
  "weekYear",
  "eraYear",
  "halfYear",
  "quarter",
  "month",
  "week",
  "weekdayNumber",
  "yearDay",
  "day",
  "hour",
  "hour12",
  "minute",
  "second",
] as const satisfies readonly Part[];
export const place = Object.fromEntries(parts.map((part, index) => [part, index])) as Record<Part, number>;

/** Gives the start of the day, NaN when there is none. */
type Calendar = (values: Int32Array, year: number) => number;

/**
 * @param name of a calendar other than ours. Where a date has no day, its months and years are taken as they stand: only their
 * steps count, and a month of the Persian calendar has no month of ours.
 */
export function calendarOf(has: (part: Part) => boolean, name?: CalendarName): Calendar {
  const [month, day] = [place.month, place.day];
  const months = has("day") ? createMonthCalendar(name) : undefined;
  if (months !== undefined)
    return (values, year) => months.seconds({ year, month: values[month]!, day: values[day]! });
  const add = (name && yearsToAdd[name]) ?? 0;
  const calendar = ourCalendar(has);
  return add === 0 ? calendar : (values, year) => calendar(values, year + add, add);
}

function ourCalendar(
  has: (part: Part) => boolean,
): (values: Int32Array, year: number, added?: number) => number {
  const [month, day] = [place.month, place.day];
  const ofMonth = (year: number, index: number) =>
    year >= 1 && index >= 1 && index <= 12 ? toSeconds({ year, month: index, day: 1, time: 0 }) : NaN;
  if (has("week"))
    return (values, year) =>
      ofWeek(year, values[place.week]!, has("weekdayNumber") ? values[place.weekdayNumber]! : 1);
  if (has("yearDay")) {
    return (values, year) => {
      const index = values[place.yearDay]!;
      const start = ofMonth(year, 1);
      return index >= 1 && index <= 337 + daysInMonth(year, 2) ? start + (index - 1) * daySeconds : NaN;
    };
  }
  if (has("quarter")) return (values, year) => ofMonth(year, firstMonth(values[place.quarter]!, 4, 3));
  if (has("halfYear")) return (values, year) => ofMonth(year, firstMonth(values[place.halfYear]!, 2, 6));
  if (has("nextYear")) {
    return (values, year, added = 0) => {
      const next = values[place.nextYear]!;
      const wanted = year - added + 1;
      return next === wanted || next === wanted % 100 ? ofMonth(year, 1) : NaN;
    };
  }
  return (values, year) =>
    year < 1 ||
    values[month]! < 1 ||
    values[month]! > 12 ||
    values[day]! < 1 ||
    values[day]! > daysInMonth(year, values[month]!)
      ? NaN
      : toSeconds({ year, month: values[month]!, day: values[day]!, time: 0 });
}

/** The first month of a quarter or half; 0 when the year has none of that number. */
const firstMonth = (number: number, most: number, months: number): number =>
  number >= 1 && number <= most ? (number - 1) * months + 1 : 0;

/** ISO 8601: the week of 4 January is the first, and begins on a Monday. */
function ofWeek(year: number, week: number, day: number): number {
  if (year < 1 || week < 1 || week > 53 || day < 1 || day > 7) return NaN;
  const first = firstWeek(year);
  const monday = first + (week - 1) * 7 * daySeconds;
  return week === 53 && monday >= firstWeek(year + 1) ? NaN : monday + (day - 1) * daySeconds;
}

function firstWeek(year: number): number {
  const fourth = toSeconds({ year, month: 1, day: 4, time: 0 });
  return fourth - weekday(fourth) * daySeconds;
}
