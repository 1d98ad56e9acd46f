// Dates as they may stand in an input, and the style in which the forecast writes its own.
import { daySeconds, daysInMonth, fromSeconds, toSeconds } from "../time/calendar.ts";

export interface DateStyle {
  /** What is written: a year, a month, a day, or a day with a time. */
  precision: "year" | "month" | "day" | "time";
  /** `-` or `/` between year, month and day. */
  dateSeparator: string;
  /** `T` or a blank between day and time. */
  timeSeparator: string;
  hasSeconds: boolean;
  /** Digits after the decimal point of the seconds. */
  fractionDigits: number;
  /** How the zone is written: nothing, `Z`, or an offset such as `+02:00`. */
  zone: string;
}

/** `2024-01-31` */
export const dayStyle: DateStyle = {
  precision: "day",
  dateSeparator: "-",
  timeSeparator: "T",
  hasSeconds: false,
  fractionDigits: 0,
  zone: "",
};

export const isSameStyle = (a: DateStyle, b: DateStyle): boolean =>
  a.precision === b.precision &&
  a.dateSeparator === b.dateSeparator &&
  a.timeSeparator === b.timeSeparator &&
  a.hasSeconds === b.hasSeconds &&
  a.fractionDigits === b.fractionDigits &&
  a.zone === b.zone;

/** Midnight may be written without its time; otherwise all rows are equally precise and equally clear about the zone. */
export function agree(a: DateStyle, b: DateStyle): boolean {
  if ((a.zone === "") !== (b.zone === "")) return false;
  const isFine = (style: DateStyle) => style.precision === "day" || style.precision === "time";
  return a.precision === b.precision || (isFine(a) && isFine(b));
}

export interface ParsedDate {
  /** Seconds since the epoch of the time on the clock as written; a zone is not applied. */
  wall: number;
  /** Seconds that the written zone is ahead of UTC. */
  offset: number;
  style: DateStyle;
}

export type DateProblem = "ambiguous" | "not-a-date" | "no-such-date" | "fraction";

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
export function formatDate(wall: number, style: DateStyle): string {
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
