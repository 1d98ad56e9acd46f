// Names of frequencies: those of pandas, old and new ones, and words. A name that is given reads back as what it names.
import { daySeconds } from "./calendar.ts";
import { InputError } from "../input-error.ts";
import { openFrequency, type Frequency } from "./frequency.ts";
import { openName, parseOpen } from "./open-name.ts";
import type { OpenTimes } from "./open-times.ts";
import type { Months } from "./month-steps.ts";

const [minute, hour, week] = [60, 3600, 7 * daySeconds];

/** As pandas writes them; where no other unit is meant, the case does not matter. */
const seconds: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  min: minute,
  t: minute,
  minute,
  h: hour,
  hr: hour,
  hour,
  d: daySeconds,
  day: daySeconds,
  w: week,
  week,
};

const units: Readonly<Record<string, Omit<Months, "kind">>> = {
  M: { months: 1, day: 31 },
  Q: { months: 3, day: 31 },
  Y: { months: 12, day: 31 },
};

/** Words keep the day of the month that the data has. */
const words: Readonly<Record<string, string>> = {
  secondly: "s",
  minutely: "min",
  hourly: "h",
  daily: "D",
  weekly: "W",
  biweekly: "2W",
  fortnightly: "2W",
  "half-hourly": "30min",
  "quarter-hourly": "15min",
  "month-start": "MS",
  "month-end": "ME",
  "quarter-start": "QS",
  "quarter-end": "QE",
  "year-start": "YS",
  "year-end": "YE",
};

const monthWords: Readonly<Record<string, number>> = {
  month: 1,
  monthly: 1,
  quarter: 3,
  quarterly: 3,
  "half-yearly": 6,
  semiannual: 6,
  year: 12,
  yearly: 12,
  annual: 12,
  annually: 12,
};

const business: ReadonlySet<string> = new Set([
  "b",
  "business",
  "business-daily",
  "business-days",
  "weekdays",
]);

const weekdays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** `QS-OCT` in its parts: business day or not, M, Q, Y or A, start or end, month. A bare M, Q or Y means the end. */
const monthsPattern = /^(b?)([mqya])(s|e?)(?:-([a-z]{3}))?$/i;

/** Two rows a month: at its start and on the 15th, or on the 15th and at its end. */
const halvesPattern = /^s(ms|me?)(?:-(\d{1,2}))?$/i;

const nthPattern = /^(?:wom-([1-4])|lwom-)([a-z]{3})$/i;

/**
 * Reads a name such as `D`, `15min`, `MS`, `W-MON`, `QS-OCT`, `BME` or `weekly`.
 * @param days gives the days of the month in the data, for the words that leave the day open
 * @throws InputError parameter.frequency
 */
export function parseFrequency(text: string, days: () => readonly number[]): Frequency {
  const found = readOpen(text.trim()) ?? read(text.trim(), days);
  if (found !== undefined) return found;
  throw new InputError(`"${text}" is not a known frequency.`, {
    code: "parameter.frequency",
    fix: "Use min, h, D, B (Monday to Friday), W or W-MON, MS or ME (start or end of the month), BME (its last business day), QS, QE, YS or YE, with a number in front where needed (15min) and the times that occur behind it (D Mon-Sat, h Mon-Fri 09:00-17:00), or leave frequency out to have it inferred.",
  });
}

/** `D Mon-Sat`, `h Mon-Fri 09:00-17:00; Sat 10:00-14:00`; undefined for any other text. */
function readOpen(text: string): Frequency | undefined {
  const [, step, times] = /^(\S+)\s+(\S.*)$/.exec(text) ?? [];
  const base = step === undefined ? undefined : read(step, () => []);
  if (times === undefined || base?.kind !== "fixed") return undefined;
  if (base.seconds > daySeconds || week % base.seconds !== 0) return undefined;
  const slots = parseOpen(times, base.seconds);
  return slots && openFrequency({ kind: "open", seconds: base.seconds, slots });
}

function read(text: string, days: () => readonly number[]): Frequency | undefined {
  const lower = text.toLowerCase();
  const match = /^([1-9]\d{0,5})?\s?([A-Za-z].*)$/.exec(get(words, lower) ?? text);
  if (match === null) return undefined;
  const times = Number(match[1] ?? 1);
  const unit = match[2]!;
  const small = unit.toLowerCase();
  const single = small.length > 3 ? small.replace(/s$/, "") : small;
  if (times === 1 && business.has(small)) return { kind: "business" };
  const fixed = get(seconds, single);
  if (fixed !== undefined) return { kind: "fixed", seconds: fixed * times };
  const word = get(monthWords, single);
  if (word !== undefined) return { kind: "months", months: word * times, day: usualDay(days()) };
  const weekday = weekdays.indexOf(unit.toUpperCase().replace(/^W-/, ""));
  if (weekday >= 0 && small.startsWith("w-")) return { kind: "fixed", seconds: week * times, weekday };
  const nth = nthPattern.exec(unit);
  const nthDay = weekdays.indexOf(nth?.[2]?.toUpperCase() ?? "");
  if (nthDay >= 0) {
    return { kind: "months", months: times, day: 31, weekday: { nth: Number(nth![1] ?? -1), day: nthDay } };
  }
  return times === 1 && halvesPattern.test(unit) ? halves(unit) : readMonths(unit, times);
}

function halves(unit: string): Frequency | undefined {
  const [, end, day] = halvesPattern.exec(unit)!;
  const second = Number(day ?? 15);
  if (second < 2 || second > 27) return undefined;
  return end!.toLowerCase() === "ms"
    ? { kind: "months", months: 0.5, day: 1, second }
    : { kind: "months", months: 0.5, day: second, second: 31 };
}

function readMonths(unit: string, times: number): Frequency | undefined {
  // In pandas m is a minute to some and ms a thousandth of a second.
  const match = /^ms?$/.test(unit) ? null : monthsPattern.exec(unit);
  if (match === null) return undefined;
  const [, isBusiness, letter, end, monthName] = match;
  const base = units[letter!.toUpperCase().replace("A", "Y")]!;
  const month = monthName === undefined ? undefined : months.indexOf(monthName.toUpperCase()) + 1;
  if (month === 0 || (month !== undefined && base.months === 1)) return undefined;
  const isStart = end!.toLowerCase() === "s";
  return {
    kind: "months",
    months: base.months * times,
    day: isStart ? 1 : 31,
    ...(isBusiness !== "" && { roll: isStart ? "forward" : "back" }),
    ...(month !== undefined && { month }),
  };
}

/** An own entry only: nobody's frequency is "constructor". */
const get = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/**
 * The commonest day, of equals the one in the middle; from the 28th on the latest, since a series on the 30th writes
 * 28 February and means the 30th again in March.
 */
export function usualDay(days: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const day of days) counts.set(day, (counts.get(day) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const common = [...counts.keys()].filter((day) => counts.get(day) === most).sort((a, b) => a - b);
  const day = common[Math.floor((common.length - 1) / 2)] ?? 1;
  return day < 28 ? day : days.reduce((latest, each) => Math.max(latest, each), 1);
}

/** Longer ones would fill the line that they stand in. */
const longestName = 120;

/**
 * A name that parseFrequency reads back; a day inside the month, which has no such name, is given in words, as are open
 * times that change over the year.
 */
export function frequencyName(frequency: Frequency): string {
  if (frequency.kind === "business") return "B";
  if (frequency.kind === "open") {
    const { seconds: step, slots, seasons } = frequency;
    const full = fullName(frequency);
    const name = full.length <= longestName ? full : `${stepName(step)} at ${slots.length} times of the week`;
    return seasons === undefined ? name : `${name} by season`;
  }
  if (frequency.kind === "months") return monthsName(frequency);
  return stepName(frequency.seconds, frequency.weekday);
}

/** All open times, as parseFrequency reads them back, without their seasons. */
export const fullName = ({ seconds: step, slots }: OpenTimes): string =>
  `${stepName(step)} ${openName(slots, step)}`;

function stepName(length: number, weekday?: number): string {
  if (length % week === 0)
    return times(length / week, weekday === undefined ? "W" : `W-${weekdays[weekday]}`);
  if (length % daySeconds === 0) return times(length / daySeconds, "D");
  if (length % hour === 0) return times(length / hour, "h");
  return length % minute === 0 ? times(length / minute, "min") : times(length, "s");
}

const times = (count: number, unit: string): string => (count === 1 ? unit : `${count}${unit}`);

function monthsName({ months: length, day, second, roll, weekday, month }: Months): string {
  if (second !== undefined) {
    const [unit, inside] = day === 1 ? ["SMS", second] : ["SME", day];
    return inside === 15 ? unit : `${unit}-${inside}`;
  }
  if (weekday !== undefined && weekday.nth !== 0) {
    const { nth, day: on } = weekday;
    return times(length, `${nth < 0 ? "LWOM" : `WOM-${nth}`}${nth < 0 ? "-" : ""}${weekdays[on]}`);
  }
  const [count, unit] =
    length % 12 === 0 ? [length / 12, "Y"] : length % 3 === 0 ? [length / 3, "Q"] : [length, "M"];
  const isEdge =
    weekday === undefined && (day === (roll === "forward" ? 1 : 31) || (roll === undefined && day === 1));
  if (isEdge) {
    const suffix = month === undefined ? "" : `-${months[month - 1]}`;
    return times(count, `${roll === undefined ? "" : "B"}${unit}${day === 1 ? "S" : "E"}${suffix}`);
  }
  if (count === 1) return unit === "Y" ? "yearly" : unit === "Q" ? "quarterly" : "monthly";
  return `${length} months`;
}
