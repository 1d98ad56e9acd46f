// Calendars other than ours, by the name that a pattern begins with: `persian:yyyy/MM/dd`. Two of them only count years from
// elsewhere; of the others Intl knows when their months begin.
import { daySeconds, fromSeconds } from "../time/calendar.ts";

export type CalendarName = "buddhist" | "roc" | "persian" | "islamic";

/** Years to add: the Thai solar year 2567 and the year 113 of the Republic of China are 2024. */
export const yearsToAdd: Readonly<Partial<Record<CalendarName, number>>> = { buddhist: -543, roc: 1911 };

export interface DateParts {
  year: number;
  month: number;
  day: number;
}

export interface MonthCalendar {
  /** Seconds since the epoch of the start of a day; NaN where there is none. */
  seconds(date: DateParts): number;
  partsOf(seconds: number): DateParts;
}

/** What Intl calls it, about which of our years its first began, and how many days its months have on average. */
const monthCalendars: Readonly<
  Partial<Record<CalendarName, readonly [intl: string, firstYear: number, days: number]>>
> = {
  persian: ["persian", 622.2, 30.4369],
  islamic: ["islamic-umalqura", 622.54, 29.5306],
};

/** @returns undefined for a calendar with the months of ours */
export function createMonthCalendar(name: CalendarName | undefined): MonthCalendar | undefined {
  const known = name === undefined ? undefined : monthCalendars[name];
  if (known === undefined) return undefined;
  const [intl, firstYear, days] = known;
  const format = new Intl.DateTimeFormat(`en-u-ca-${intl}-nu-latn`, {
    timeZone: "UTC",
    year: "numeric",
    month: "numeric",
    day: "numeric",
  });
  const starts = new Map<number, number>();

  function partsOf(seconds: number): DateParts {
    const parts = format.formatToParts(seconds * 1000);
    const valueOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return { year: valueOf("year"), month: valueOf("month"), day: valueOf("day") };
  }

  /** Of a month, counted from year 0: a guess is corrected by the month in which it lies. */
  function startOf(month: number): number {
    const known = starts.get(month);
    if (known !== undefined) return known;
    let day = Math.round((firstYear - 1970) * 365.2425 + (month - 12) * days + days / 2);
    let start = NaN;
    for (let tries = 0; tries < 8 && Number.isNaN(start); tries++) {
      const found = partsOf(day * daySeconds);
      const off = month - (12 * found.year + found.month - 1);
      if (off === 0) start = (day - found.day + 1) * daySeconds;
      else day += Math.round(off * days);
    }
    starts.set(month, start);
    return start;
  }

  return {
    seconds({ year, month, day }) {
      if (year < 1 || month < 1 || month > 12 || day < 1) return NaN;
      const index = 12 * year + month - 1;
      const seconds = startOf(index) + (day - 1) * daySeconds;
      return seconds < startOf(index + 1) ? seconds : NaN;
    },
    partsOf,
  };
}

/** Eras of Japan, by all that files call them, and the day on which each began. */
const eras: readonly (readonly [names: readonly [string, string, string], year: number, first: number])[] = [
  [["令和", "令", "R"], 2019, 1_556_668_800],
  [["平成", "平", "H"], 1989, 600_220_800],
  [["昭和", "昭", "S"], 1926, -1_357_603_200],
  [["大正", "大", "T"], 1912, -1_812_153_600],
  [["明治", "明", "M"], 1868, -3_216_758_400],
];

export const eraPattern = /令和|平成|昭和|大正|明治|[令平昭大明](?=\d)|[RHSTMrhstm](?=\d)/uy;

/** The year before its first; undefined for a word that names no era. */
export function yearBeforeEra(name: string): number | undefined {
  const era = eras.find(([names]) => names.includes(name.toUpperCase()));
  return era && era[1] - 1;
}

/** @param like an era of the file, which shows how it writes them */
export function eraAt(seconds: number, like: string): { name: string; year: number } {
  const [names, first] = eras.find(([, , start]) => seconds >= start) ?? eras.at(-1)!;
  const form = Math.max(0, eras.map(([each]) => each.indexOf(like.toUpperCase())).find((at) => at >= 0) ?? 0);
  const name = names[form]!;
  return {
    name: like === like.toUpperCase() ? name : name.toLowerCase(),
    year: fromSeconds(seconds).year - first + 1,
  };
}
