// How a date is written, as plain data, and what reading one gives.

export interface DateStyle {
  /** What is written: a year, a month (or a quarter or half of a year), a day (or a week), or a day with a time. */
  precision: "year" | "month" | "day" | "time";
  /** `-` or `/` between year, month and day. */
  dateSeparator: string;
  /** `T` or a blank between day and time. */
  timeSeparator: string;
  hasSeconds: boolean;
  /** Digits after the decimal point of the seconds. */
  fractionDigits: number;
  /** How the zone is written: nothing, `Z`, an offset such as `+02:00`, or a name. */
  zone: string;
  /** Of dates that are not plain ISO: a pattern of date-pattern.ts, which goes before all of the above but the zone. */
  pattern?: string;
  /** The names that the pattern's months, weekdays and halves of a day are written with. */
  names?: DateNames;
}

/** Names as a file writes them, in its language and its case. */
export interface DateNames {
  /** January first; empty where the pattern names no month. */
  months: readonly string[];
  /** Monday first. */
  weekdays: readonly string[];
  /** Before and after noon. */
  halves: readonly string[];
  /** An era of Japan as the file writes it; absent where the pattern has none. */
  era?: string;
}

export const noNames: DateNames = { months: [], weekdays: [], halves: [] };

export interface ParsedDate {
  /** Seconds since the epoch of the time on the clock as written; a zone is not applied. */
  wall: number;
  /** Seconds that the written zone, or the zone of the format, is ahead of UTC. */
  offset: number;
  style: DateStyle;
}

export type DateProblem = "ambiguous" | "not-a-date" | "no-such-date" | "fraction";

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
  a.zone === b.zone &&
  a.pattern === b.pattern;

/** Midnight may be written without its time; otherwise all rows are equally precise and equally clear about the zone. */
export function agree(a: DateStyle, b: DateStyle): boolean {
  if ((a.zone === "") !== (b.zone === "")) return false;
  const isFine = (style: DateStyle) => style.precision === "day" || style.precision === "time";
  return a.precision === b.precision || (isFine(a) && isFine(b));
}
