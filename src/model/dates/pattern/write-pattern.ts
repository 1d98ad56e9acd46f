// Writes dates by a pattern, as the column that they continue has them.
import { createMonthCalendar, eraAt, yearsToAdd, type CalendarName } from "../calendars.ts";
import { addMonths } from "./range-length.ts";
import { daySeconds, fromSeconds, toSeconds, weekday } from "../../time/calendar.ts";
import { numberUnitOf, parsePattern, type Field, type Part, type RangeEnd } from "./date-pattern.ts";
import { noNames, type DateNames } from "../date-style.ts";
import { writeNumber } from "./number-dates.ts";

/**
 * @param zone is written where the pattern has one
 * @returns a function that gives undefined for a time that the pattern would hide: a day in a pattern of months
 */
export function createPatternWriter(
  pattern: string,
  names: DateNames = noNames,
  zone = "",
): (wall: number) => string | undefined {
  const number = numberUnitOf(pattern);
  if (number !== undefined) return (wall) => writeNumber(wall, number.unit, number.decimals);
  const fields = parsePattern(pattern) ?? [];
  const canWrite = limitsOf(fields);
  const calendar = fields.find((field) => field.kind === "calendar")?.calendar;
  const hasDay = fields.some((field) => field.kind === "number" && field.part === "day");
  const hasEra = fields.some(({ kind }) => kind === "era");
  const end = fields.find((field) => field.kind === "end");
  const inCalendar = calendar === undefined ? undefined : calendarWriter(calendar, hasDay);
  return (wall) => {
    const start = writeOne(wall, fields);
    if (end?.length === undefined || start === undefined) return start;
    const other = addMonths(wall, end.length.months) + end.length.seconds;
    return start + end.separator + (writeOne(other, endFields(end)) ?? "");
  };

  function writeOne(wall: number, wanted: readonly Field[]): string | undefined {
    const date = partsOf(wall);
    if (!canWrite(date)) return undefined;
    if (inCalendar !== undefined) Object.assign(date, inCalendar(wall, date.year));
    const era = hasEra ? eraAt(wall, names.era ?? "") : undefined;
    if (era !== undefined) date.eraYear = era.year;
    let text = "";
    for (const field of wanted) text += field.kind === "era" ? (era?.name ?? "") : write(field, date);
    return text;
  }

  function endFields({ pattern: own }: RangeEnd): readonly Field[] {
    return own === "" ? fields : (parsePattern(own) ?? []);
  }

  function write(field: Field, date: Record<Part, number>): string {
    switch (field.kind) {
      case "number":
        return numberText(field, date);
      case "literal":
        return field.text;
      case "month":
        return names.months[date.month - 1] ?? "";
      case "weekday":
        return names.weekdays[date.weekdayNumber - 1] ?? "";
      case "half":
        return names.halves[date.hour < 12 ? 0 : 1] ?? "";
      case "zone":
        return zone;
      case "ordinal":
        return ordinalOf(date.day);
      case "fraction":
        return "0".repeat(field.width);
      case "era":
      case "calendar":
      case "end":
        return "";
    }
  }
}

/** The parts that another calendar counts in its own way. */
function calendarWriter(
  name: CalendarName,
  hasDay: boolean,
): (wall: number, year: number) => Partial<Record<Part, number>> {
  const ofYear = (year: number) => ({ year, shortYear: year % 100, nextYear: year + 1 });
  const months = hasDay ? createMonthCalendar(name) : undefined;
  if (months === undefined) {
    const add = yearsToAdd[name] ?? 0;
    return (_, year) => ofYear(year - add);
  }
  return (wall) => {
    const { year, month, day } = months.partsOf(wall);
    return { ...ofYear(year), month, day };
  };
}

function partsOf(wall: number): Record<Part, number> {
  const { year, month, day, time } = fromSeconds(wall);
  const midnight = wall - time;
  const weekdayNumber = weekday(wall) + 1;
  // The week belongs to the year that holds its Thursday.
  const weekYear = fromSeconds(midnight + (4 - weekdayNumber) * daySeconds).year;
  const fourth = toSeconds({ year: weekYear, month: 1, day: 4, time: 0 });
  const hour = Math.floor(time / 3600);
  return {
    year,
    shortYear: year % 100,
    nextYear: year + 1,
    weekYear,
    eraYear: year,
    halfYear: month < 7 ? 1 : 2,
    quarter: Math.ceil(month / 3),
    month,
    week: Math.floor((midnight - fourth + weekday(fourth) * daySeconds) / (7 * daySeconds)) + 1,
    weekdayNumber,
    yearDay: (midnight - toSeconds({ year, month: 1, day: 1, time: 0 })) / daySeconds + 1,
    day,
    hour,
    hour12: hour % 12 === 0 ? 12 : hour % 12,
    minute: Math.floor(time / 60) % 60,
    second: time % 60,
  };
}

/** Whether all of a date that the pattern does not write is at its start. */
function limitsOf(fields: readonly Field[]): (date: Record<Part, number>) => boolean {
  const parts = new Set<Part | "fraction">();
  for (const field of fields) {
    if (field.kind === "month") parts.add("month");
    if (field.kind === "number") parts.add(field.part);
  }
  const hasHour = parts.has("hour") || parts.has("hour12");
  const hasWeek = parts.has("week");
  const hasDay = parts.has("day") || parts.has("yearDay") || (hasWeek && parts.has("weekdayNumber"));
  const monthsOf = parts.has("month") ? 1 : parts.has("quarter") ? 3 : parts.has("halfYear") ? 6 : 12;
  return (date) =>
    (parts.has("second") || date.second === 0) &&
    (parts.has("minute") || date.minute === 0) &&
    (hasHour || date.hour === 0) &&
    (hasDay || (hasWeek ? date.weekdayNumber === 1 : date.day === 1 && (date.month - 1) % monthsOf === 0));
}

function numberText({ part, width }: Field & { kind: "number" }, date: Record<Part, number>): string {
  // The year behind the slash of 1999/00.
  const value = part === "nextYear" && width === 2 ? date.nextYear % 100 : date[part];
  return String(value).padStart(width, "0");
}

const ordinalOf = (day: number): string =>
  day > 10 && day < 14 ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
