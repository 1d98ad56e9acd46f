// How a column writes its dates: plain data, found in a first pass over its cells and read by in the second.
import type { CalendarName } from "./calendars.ts";
import { numberUnitOf, parsePattern, precisionOf, type NumberUnit } from "./pattern/date-pattern.ts";
import { dayStyle, type DateNames, type DateProblem, type DateStyle, type ParsedDate } from "./date-style.ts";
import { onlyLanguage } from "./languages.ts";
import { plainDigits } from "./plain-digits.ts";
import { createCellReader } from "./pattern/read-cell.ts";
import { createWords } from "./words.ts";
import { createPatternWriter } from "./pattern/write-pattern.ts";
import { createZoneClock, offsetOfZone, type OffsetAt } from "./zones.ts";

export interface DateFormat {
  /** Patterns of date-pattern.ts, the commonest first: midnights may have no time, and May no dot. */
  patterns: readonly string[];
  /** Language of the names, such as `fr`; it matters only where a pattern has names. */
  language: string;
  /** How dates of this format write their names. */
  names: DateNames;
  /** The first of the hundred years that two digits stand for: 1969 by POSIX. */
  firstYear: number;
  /** IANA zone of times that are written without one; absent where they are taken as they stand. */
  timezone?: string;
}

/** @returns the date, or what is wrong with the text; make a reader for more than one */
export const readDate = (text: string, format: DateFormat): ParsedDate | DateProblem =>
  createDateReader(format)(text);

/** @throws RangeError when the format's zone is not known to Intl */
export function createDateReader(format: DateFormat): (text: string) => ParsedDate | DateProblem {
  const words = createWords(onlyLanguage(format.language));
  const readers = format.patterns.map((pattern) => ({
    reader: createCellReader(pattern, { words, firstYear: format.firstYear }),
    style: styleOf(pattern, format.names),
    zoned: new Map<string, { style: DateStyle; offsetAt: OffsetAt | undefined }>(),
    // A day has no offset, and counted seconds are in UTC.
    clock:
      format.timezone !== undefined && precisionOf(pattern) === "time" && !isUtc(pattern)
        ? createZoneClock(format.timezone)
        : undefined,
  }));
  let last = 0;

  function read(index: number, text: string): ParsedDate | DateProblem {
    const { reader, style, zoned, clock } = readers[index]!;
    const wall = reader.read(text);
    if (Number.isNaN(wall)) return reader.problem;
    if (reader.zone === "") return { wall, offset: clock === undefined ? 0 : clock(wall), style };
    let zone = zoned.get(reader.zone);
    if (zone === undefined) {
      zone = { style: { ...style, zone: reader.zone }, offsetAt: offsetOfZone(reader.zone) };
      zoned.set(reader.zone, zone);
    }
    if (zone.offsetAt === undefined) return "not-a-date";
    return { wall, offset: zone.offsetAt(wall), style: zone.style };
  }

  return (cell) => {
    const text = plainDigits(cell);
    const first = read(last, text);
    if (typeof first === "object") return first;
    let problem = first;
    for (let index = 0; index < readers.length; index++) {
      if (index === last) continue;
      const other = read(index, text);
      if (typeof other === "object") {
        last = index;
        return other;
      }
      if (problem === "not-a-date") problem = other;
    }
    return problem;
  };
}

const isUtc = (pattern: string): boolean => numberUnitOf(pattern)?.unit.startsWith("unix") === true;

function styleOf(pattern: string, names: DateNames): DateStyle {
  const fields = parsePattern(pattern) ?? [];
  const fraction = fields.find((field) => field.kind === "fraction");
  return {
    ...dayStyle,
    precision: precisionOf(pattern),
    hasSeconds: fields.some((field) => field.kind === "number" && field.part === "second"),
    fractionDigits: fraction?.width ?? 0,
    pattern,
    names,
  };
}

const units: Readonly<Record<NumberUnit, string>> = {
  unix: "seconds since 1970",
  "unix-ms": "milliseconds since 1970",
  "unix-us": "microseconds since 1970",
  "unix-ns": "nanoseconds since 1970",
  excel: "days as Excel numbers them",
  "decimal-year": "years with a fraction",
};

const partNames: Readonly<Record<string, string>> = {
  shortYear: "year",
  nextYear: "next year",
  weekYear: "year",
  halfYear: "half",
  weekdayNumber: "weekday",
  yearDay: "day of the year",
  hour12: "hour",
  eraYear: "year",
};

const calendarNames: Readonly<Record<CalendarName, string>> = {
  buddhist: "Buddhist",
  roc: "Taiwanese",
  persian: "Persian",
  islamic: "Islamic",
};

/** 2024-01-31 18:00: a day that no reading takes for a month. */
const example = 1_706_724_000;

/** For people: `day.month.year, as 31.01.2024`. */
export function describeDateFormat(format: DateFormat): string {
  const [pattern = ""] = format.patterns;
  const number = numberUnitOf(pattern);
  const precision = precisionOf(pattern);
  const dayOfIt = example - 18 * 3600;
  const walls = precision === "time" ? [example] : [dayOfIt, dayOfIt - 30 * 86_400, dayOfIt - 2 * 86_400];
  const write = createPatternWriter(pattern, format.names, zoneOf(pattern));
  const text = walls.map(write).find((written) => written !== undefined) ?? pattern;
  return `${number === undefined ? inWords(pattern) : units[number.unit]}, as ${text}`;
}

const zoneOf = (pattern: string): string => (pattern.includes("X") ? "+00:00" : "");

function inWords(pattern: string): string {
  const fields = parsePattern(pattern) ?? [];
  return fields
    .map((field, index) => {
      const isGlued = field.kind === "number" && fields[index - 1]?.kind === "number";
      if (field.kind === "literal") return field.text;
      if (field.kind === "half") return "AM/PM";
      if (field.kind === "month") return "month's name";
      if (field.kind === "calendar") return `${calendarNames[field.calendar]} `;
      if (field.kind === "end") return "";
      if (field.kind === "number") return (isGlued ? " " : "") + (partNames[field.part] ?? field.part);
      return field.kind;
    })
    .join("");
}
