// Plain ISO dates, as most inputs write them, and the forecast's own dates in the style of the input. All other ways to
// write a date are in model/dates.
import { dayStyle, type DateProblem, type DateStyle, type ParsedDate } from "../dates/date-style.ts";
import { createPatternWriter } from "../dates/pattern/write-pattern.ts";
import { daySeconds, daysInMonth, fromSeconds, toSeconds } from "../time/calendar.ts";

export { agree, dayStyle, isSameStyle } from "../dates/date-style.ts";
export type { DateProblem, DateStyle, ParsedDate } from "../dates/date-style.ts";

const pattern =
  /^(\d{4})(?:([-/])(\d{1,2})(?:\2(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/;

const ambiguousPattern = /^\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})(?!\d)/;

/** Reads year-first dates only: 03/04/2020 has two meanings, so it is reported and never guessed. */
export function parseDate(text: string): ParsedDate | DateProblem {
  const match = pattern.exec(text);
  if (match === null) return ambiguousPattern.test(text) ? "ambiguous" : "not-a-date";
  const [, yearText, dateSeparator = "-", monthText, dayText, timeSeparator, hourText, minuteText] = match;
  const [secondText, fractionText, zoneText = ""] = match.slice(8);
  const year = Number(yearText);
  const month = Number(monthText ?? 1);
  const day = Number(dayText ?? 1);
  const hour = Number(hourText ?? 0);
  const minute = Number(minuteText ?? 0);
  const second = Number(secondText ?? 0);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return "no-such-date";
  if (hour > 23 || minute > 59 || second > 59) return "no-such-date";
  if (Number(fractionText ?? 0) !== 0) return "fraction";
  const offset = offsetSeconds(zoneText);
  if (offset === undefined) return "no-such-date";
  return {
    wall: toSeconds({ year, month, day, time: hour * 3600 + minute * 60 + second }),
    offset,
    style: {
      precision:
        monthText === undefined
          ? "year"
          : dayText === undefined
            ? "month"
            : hourText === undefined
              ? "day"
              : "time",
      dateSeparator,
      timeSeparator: timeSeparator ?? "T",
      hasSeconds: secondText !== undefined,
      fractionDigits: fractionText?.length ?? 0,
      zone: zoneText,
    },
  };
}

function offsetSeconds(zone: string): number | undefined {
  if (zone === "" || /^(z|utc)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  if (hours > 15 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

/** The day alone: `2024-01-31`. */
export const formatDay = (wall: number): string =>
  formatDate(Math.floor(wall / daySeconds) * daySeconds, dayStyle);

/** Writes the time on the clock in the given style; with a finer precision where the style would hide something. */
export const formatDate = (wall: number, style: DateStyle): string => createDateWriter(style)(wall);

/** As formatDate, for many dates of one style. */
export function createDateWriter(style: DateStyle): (wall: number) => string {
  if (style.pattern === undefined) return (wall) => formatIso(wall, style);
  const write = createPatternWriter(style.pattern, style.names, style.zone);
  return (wall) => write(wall) ?? formatIso(wall, style);
}

function formatIso(wall: number, style: DateStyle): string {
  const { year, month, day, time } = fromSeconds(wall);
  const { precision, dateSeparator, timeSeparator, hasSeconds, fractionDigits, zone } = style;
  const withTime = precision === "time" || time !== 0;
  const withDay = withTime || precision === "day" || day !== 1;
  const withMonth = withDay || precision === "month" || month !== 1;
  let text = pad(year, 4);
  if (withMonth) text += dateSeparator + pad(month);
  if (withDay) text += dateSeparator + pad(day);
  if (!withTime) return text;
  text += `${timeSeparator}${pad(Math.floor(time / 3600))}:${pad(Math.floor(time / 60) % 60)}`;
  if (hasSeconds || time % 60 !== 0) text += `:${pad(time % 60)}`;
  if (fractionDigits > 0) text += `.${"0".repeat(fractionDigits)}`;
  return text + zone;
}
