// The spacing of a series: its name, its future dates and its season. Inferring it is infer-frequency.ts.
import { daySeconds, daysInMonth, fromSeconds, monthIndex, toSeconds, weekday } from "./calendar.ts";
import { InputError } from "../input-error.ts";

export type Frequency =
  /** A fixed number of seconds: minutes, hours, days, weeks. */
  | { kind: "fixed"; seconds: number }
  /** Every so many months on one day, or on the last one where the month is shorter (31 is the month's end). */
  | { kind: "months"; months: number; day: number }
  /** Monday to Friday. */
  | { kind: "business" };

const aliases: Readonly<Record<string, Frequency>> = {
  s: { kind: "fixed", seconds: 1 },
  min: { kind: "fixed", seconds: 60 },
  T: { kind: "fixed", seconds: 60 },
  h: { kind: "fixed", seconds: 3600 },
  H: { kind: "fixed", seconds: 3600 },
  D: { kind: "fixed", seconds: daySeconds },
  W: { kind: "fixed", seconds: 7 * daySeconds },
  B: { kind: "business" },
  MS: { kind: "months", months: 1, day: 1 },
  ME: { kind: "months", months: 1, day: 31 },
  M: { kind: "months", months: 1, day: 31 },
  QS: { kind: "months", months: 3, day: 1 },
  QE: { kind: "months", months: 3, day: 31 },
  Q: { kind: "months", months: 3, day: 31 },
  YS: { kind: "months", months: 12, day: 1 },
  AS: { kind: "months", months: 12, day: 1 },
  YE: { kind: "months", months: 12, day: 31 },
  Y: { kind: "months", months: 12, day: 31 },
  A: { kind: "months", months: 12, day: 31 },
};

/** Words keep the day of the month that the data has. */
const words: Readonly<Record<string, string>> = {
  secondly: "s",
  minutely: "min",
  hourly: "h",
  daily: "D",
  weekly: "W",
  business: "B",
  "business-daily": "B",
  monthly: "M",
  quarterly: "Q",
  yearly: "Y",
  annual: "Y",
};

/**
 * Reads a name such as `D`, `15min`, `MS` or `weekly`.
 * @param days gives the days of the month in the data, for the words that leave the day open
 * @throws InputError parameter.frequency
 */
export function parseFrequency(text: string, days: () => readonly number[]): Frequency {
  const word = words[text.toLowerCase()];
  const match = /^([1-9]\d{0,5})?([A-Za-z]+)$/.exec(word ?? text);
  const base = aliases[match?.[2] ?? ""];
  const multiple = Number(match?.[1] ?? 1);
  if (base === undefined || (base.kind === "business" && multiple !== 1)) {
    throw new InputError(`"${text}" is not a known frequency.`, {
      code: "parameter.frequency",
      fix: "Use min, h, D, B (Monday to Friday), W, MS or ME (start or end of the month), QS, QE, YS or YE, with a number in front where needed (15min), or leave frequency out to have it inferred.",
    });
  }
  if (base.kind === "fixed") return { kind: "fixed", seconds: base.seconds * multiple };
  if (base.kind === "business") return base;
  const day = word === undefined ? base.day : anchorDay(days());
  return { kind: "months", months: base.months * multiple, day };
}

/** The latest day wins: a series on the 30th writes 28 February, and means the 30th again in March. */
function anchorDay(days: readonly number[]): number {
  let latest = 1;
  for (const day of days) if (day > latest) latest = day;
  return latest;
}

/** A name that parseFrequency reads back; a day inside the month, which has no such name, is given in words. */
export function frequencyName(frequency: Frequency): string {
  const times = (n: number, unit: string) => (n === 1 ? unit : `${n}${unit}`);
  if (frequency.kind === "business") return "B";
  if (frequency.kind === "fixed") {
    const { seconds } = frequency;
    if (seconds % (7 * daySeconds) === 0) return times(seconds / (7 * daySeconds), "W");
    if (seconds % daySeconds === 0) return times(seconds / daySeconds, "D");
    if (seconds % 3600 === 0) return times(seconds / 3600, "h");
    return seconds % 60 === 0 ? times(seconds / 60, "min") : times(seconds, "s");
  }
  const { months, day } = frequency;
  const [count, unit] =
    months % 12 === 0 ? [months / 12, "Y"] : months % 3 === 0 ? [months / 3, "Q"] : [months, "M"];
  if (day === 1 || day === 31) return times(count, unit + (day === 1 ? "S" : "E"));
  if (count === 1) return unit === "Y" ? "yearly" : unit === "Q" ? "quarterly" : "monthly";
  return `every ${months} months`;
}

/** The dates that follow `last`, in seconds since the epoch. */
export function futureDates(frequency: Frequency, last: number, count: number): number[] {
  const dates: number[] = [];
  if (frequency.kind === "fixed") {
    for (let i = 1; i <= count; i++) dates.push(last + i * frequency.seconds);
  } else if (frequency.kind === "business") {
    for (let date = last + daySeconds; dates.length < count; date += daySeconds) {
      if (weekday(date) < 5) dates.push(date);
    }
  } else {
    const { year, month, day, time } = fromSeconds(last);
    const { months } = frequency;
    let index = monthIndex({ year, month });
    const onAnchor = day === Math.min(frequency.day, daysInMonth(year, month));
    // A last row off the anchor is followed by the next calendar boundary, e.g. 15 May by 1 July for QS.
    if (!onAnchor) {
      const phase = frequency.day === 1 ? 0 : months - 1;
      while (index % months !== phase % months || !isAfter(index, frequency.day, year, month, day)) index++;
      index -= months;
    }
    for (let i = 1; i <= count; i++) dates.push(dateInMonth(index + i * months, frequency.day, time));
  }
  return dates;
}

function isAfter(index: number, anchor: number, year: number, month: number, day: number): boolean {
  const lastIndex = monthIndex({ year, month });
  return index > lastIndex || (index === lastIndex && Math.min(anchor, daysInMonth(year, month)) > day);
}

function dateInMonth(index: number, anchor: number, time: number): number {
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return toSeconds({ year, month, day: Math.min(anchor, daysInMonth(year, month)), time });
}

/** How many steps lie between two dates, rounded; the grid on which gaps show. */
export function stepsBetween(frequency: Frequency, from: number, to: number): number {
  switch (frequency.kind) {
    case "fixed":
      return Math.round((to - from) / frequency.seconds);
    case "months":
      return Math.round((monthIndex(fromSeconds(to)) - monthIndex(fromSeconds(from))) / frequency.months);
    case "business":
      return businessDays(to) - businessDays(from);
  }
}

/** Business days since a Monday long ago; a weekend counts as the Friday before it. */
function businessDays(seconds: number): number {
  const days = Math.floor(seconds / daySeconds) + 3;
  return Math.floor(days / 7) * 5 + Math.min(weekday(seconds), 4);
}

interface Defaults {
  /** Rows to forecast when none are asked for. */
  horizon: number;
  /** Rows until the pattern repeats. */
  season: number;
}

/** Defaults of a frequency: a day of hours, a week of days, a year of weeks, months or quarters. */
export function defaultsFor(frequency: Frequency): Defaults {
  if (frequency.kind === "business") return { horizon: 20, season: 5 };
  if (frequency.kind === "months") {
    const { months } = frequency;
    const season = 12 % months === 0 ? 12 / months : 1;
    return { horizon: months < 3 ? 12 : months < 12 ? 8 : 6, season };
  }
  const { seconds } = frequency;
  if (seconds >= 7 * daySeconds)
    return { horizon: 13, season: Math.max(1, Math.round((364 * daySeconds) / seconds)) };
  if (seconds >= daySeconds) return { horizon: 28, season: seconds === daySeconds ? 7 : 1 };
  const season = daySeconds % seconds === 0 ? daySeconds / seconds : 1;
  if (seconds >= 3600) return { horizon: 48, season };
  return { horizon: 60, season: seconds < 60 ? 60 : season };
}
